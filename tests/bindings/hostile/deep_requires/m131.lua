require 'm132'

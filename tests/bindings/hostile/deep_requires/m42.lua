require 'm43'

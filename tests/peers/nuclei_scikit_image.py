"""Nuclei by the steps of core/data/tissue/nuclei.h, as one writes them with scikit-image: the peer of nuclei_peer_test.py
and of tools/bench/nuclei.py. What differs: the watershed is a flood from the seeds, and Otsu's threshold is of 256 bins.
"""

import numpy as np
from scipy import ndimage
from skimage.color import rgb2hed
from skimage.feature import peak_local_max
from skimage.filters import gaussian, threshold_otsu
from skimage.measure import label, regionprops_table
from skimage.segmentation import watershed

SMOOTH_UM, SEED_UM, LEAST_UM, GREATEST_UM = 0.5, 2, 3, 20


def nuclei(rgb, um_per_px):
    """@param rgb  [height, width, 3] bytes
    @return     labels [height, width], 0 is background
    """
    sigma = SMOOTH_UM / um_per_px
    stain = gaussian(rgb2hed(rgb)[..., 0], sigma)
    mask = stain > threshold_otsu(stain)
    distance = gaussian(ndimage.distance_transform_edt(mask), sigma)
    peaks = peak_local_max(
        distance, min_distance=round(SEED_UM / um_per_px), labels=label(mask), exclude_border=False)
    seeds = np.zeros(mask.shape, np.int32)
    seeds[tuple(peaks.T)] = np.arange(1, len(peaks) + 1)
    found = watershed(-distance, seeds, mask=mask)
    table = regionprops_table(found, properties=("label", "area", "bbox"))
    diameter = 2 * np.sqrt(table["area"] / np.pi) * um_per_px
    longest = np.maximum(table["bbox-2"] - table["bbox-0"], table["bbox-3"] - table["bbox-1"]) * um_per_px
    keeps = (diameter >= LEAST_UM) & (diameter <= GREATEST_UM) & (longest <= 2 * GREATEST_UM)
    numbers = np.zeros(found.max() + 1, np.int32)
    numbers[table["label"][keeps]] = np.arange(1, keeps.sum() + 1)
    return numbers[found]


def dice(ours, theirs):
    """Of the foregrounds of two label images."""
    return 2 * np.count_nonzero((ours > 0) & (theirs > 0)) / (np.count_nonzero(ours) + np.count_nonzero(theirs))

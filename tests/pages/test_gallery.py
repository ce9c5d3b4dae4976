"""Near a hundred networks: found by words, by family and by task, with the keyboard, on every page that lists them."""

import re

import pytest
from playwright.sync_api import expect

SIZES = [(1440, 900), (1024, 768), (390, 844)]


def found(page):
    return page.get_by_role("list").get_by_role("link").filter(has_text="layers deep")


def test_all_networks_are_listed_by_family_with_the_years(page, rest):
    networks = rest.get("/api/v1/networks").json()["networks"]
    page.goto("/networks")
    expect(page.get_by_text(f"{len(networks)} of {len(networks)} networks")).to_be_visible()
    expect(found(page)).to_have_count(len(networks))
    resnets = page.get_by_role("region", name="ResNet 2015–2016")
    of_family = [network for network in networks if network["family"] == "ResNet"]
    expect(resnets.get_by_role("link")).to_have_count(len(of_family))
    for text in {network["news"] for network in of_family}:
        expect(resnets).to_contain_text(text)


def test_words_find_networks_by_name_author_year_and_idea(page):
    page.goto("/networks")
    search = page.get_by_role("searchbox", name="Find a network")
    for words, titles in (
        ("vgg-16", ["VGG-16", "VGG-16 with batch norm"]),
        ("ronneberger", ["U-Net"]),
        ("segmentation 2015", ["FCN (ResNet-50)", "U-Net"]),
        ("many narrow paths", ["ResNeXt-50 (32×4d)", "ResNeXt-101 (32×8d)", "ResNeXt-101 (64×4d)"]),
    ):
        search.fill(words)
        expect(found(page)).to_have_count(len(titles))
        for link, title in zip(found(page).all(), titles, strict=True):
            expect(link).to_contain_text(title)
    search.fill("transformer networks of tomorrow")
    expect(page.get_by_text("No network matches.")).to_be_visible()
    expect(found(page)).to_have_count(0)


def test_a_task_narrows_the_list(page):
    page.goto("/networks")
    page.get_by_role("combobox", name="For").select_option("detection")
    expect(found(page)).to_have_count(1)
    expect(found(page)).to_contain_text("Tiny YOLO v2")
    page.get_by_role("combobox", name="For").select_option("super-resolution")
    expect(found(page)).to_have_count(2)


def test_the_keyboard_alone_finds_and_opens_a_network(page):
    page.goto("/networks")
    page.get_by_role("searchbox", name="Find a network").focus()
    page.keyboard.type("mobilenet v3 small")
    expect(found(page)).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="MobileNet v3 small")).to_contain_text("2,542,856")
    expect(page).to_have_url(re.compile("network=mobilenet_v3_small"))


def test_a_family_is_gone_to_and_tab_goes_on_from_there(page):
    page.goto("/networks")
    page.get_by_role("navigation", name="Families").get_by_role("link", name="ConvNeXt").focus()
    page.keyboard.press("Enter")
    heading = page.get_by_role("heading", name="ConvNeXt")
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="ConvNeXt tiny")).to_be_focused()


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_wider_than_the_screen(page, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    for path in ("/networks", "/networks?network=regnet_y_128gf&batch=64", "/networks?network=vgg16&with_network=unet"):
        page.goto(path)
        expect(found(page).first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        field = page.get_by_role("searchbox", name="Find a network").bounding_box()
        assert field["x"] >= 0
        assert field["x"] + field["width"] <= size[0]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/networks?network=vgg16", "Compare with"),
        ("/receptive-field", "Preset"),
        ("/feature-maps?model=digits", "Network"),
    ],
)
def test_selects_list_every_network_by_family(page, rest, path, name):
    networks = rest.get("/api/v1/networks").json()["networks"]
    page.goto(path)
    select = page.get_by_role("combobox", name=name, exact=True)
    titles = {network["title"] for network in networks}
    expect(select.locator("optgroup[label='ResNet, 2015–2016'] > option")).not_to_have_count(0)
    assert titles <= set(select.get_by_role("option").all_inner_texts())


def test_compare_with_a_network_of_another_family(page):
    page.goto("/networks?network=resnet50")
    page.get_by_role("combobox", name="Compare with").select_option("ConvNeXt tiny")
    expect(page.get_by_role("region", name="ResNet-50 and ConvNeXt tiny")).to_contain_text("28,589,128")


def test_any_network_is_shown_on_the_other_pages(page):
    page.goto("/receptive-field")
    page.get_by_role("combobox", name="Preset").select_option("SqueezeNet 1.1")
    expect(page).to_have_url(re.compile("network=squeezenet1_1"))
    expect(page.get_by_role("combobox", name="Preset")).to_have_value("zoo:squeezenet1_1")
    page.goto("/feature-maps")
    page.get_by_role("combobox", name="Network", exact=True).select_option("LeNet-5 for 28×28")
    expect(page.get_by_text("drawn from the seed 0")).to_be_visible()
    expect(page).to_have_url(re.compile("network=lenet5_padded"))


def test_flops_and_a_batch(page):
    page.goto("/networks?network=vgg16")
    network = page.get_by_role("region", name="VGG-16")
    expect(network).to_contain_text("30,940,528,640")  # twice torchvision's 15.47 thousand million
    batch = page.get_by_role("spinbutton", name="Batch")
    batch.fill("8")
    batch.press("Enter")
    expect(network.get_by_text("FLOPs, batch of 8")).to_be_visible()
    expect(network).to_contain_text(f"{8 * 30_940_528_640:,}")
    expect(network).to_contain_text("138,357,544")
    page.get_by_role("checkbox", name="Biases count as FLOPs").check()
    # a bias for each number that a convolution or a linear layer gives
    biases = sum(
        c * side**2 * n for c, side, n in ((64, 224, 2), (128, 112, 2), (256, 56, 3), (512, 28, 3), (512, 14, 3))
    )
    expect(network).to_contain_text(f"{8 * (30_940_528_640 + biases + 4096 + 4096 + 1000):,}")
    page.reload()
    expect(page.get_by_role("spinbutton", name="Batch")).to_have_value("8")
    expect(page.get_by_role("checkbox", name="Biases count as FLOPs")).to_be_checked()
    page.get_by_role("combobox", name="Compare with").select_option("VGG-19")
    sides = page.get_by_role("region", name="VGG-16 and VGG-19").get_by_role("table", name="Totals")
    expect(sides.get_by_role("row", name="Multiply-accumulates")).to_contain_text(f"{8 * 15_470_264_320:,}")

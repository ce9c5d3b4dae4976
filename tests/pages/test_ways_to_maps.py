"""From Networks and Receptive field to Feature maps: with trained weights where there are some, or random ones."""

import pytest
from playwright.sync_api import Page, expect

TRAINED = "With trained weights"
RANDOM = "Feature maps (random weights)"


def follow(page: Page, name: str) -> Page:
    """Go to Feature maps by the link of this name."""
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("list", name="The network, layer by layer")).to_be_visible()
    return page


def test_networks_leads_to_what_a_network_has_learned(page, rest):
    trained = {model["name"] for model in rest.get("/api/v1/models").json()["models"] if model["available"]}
    assert "efficientnet_lite0" in trained
    page.goto("/networks?network=efficientnet_lite0")
    expect(page.get_by_role("link", name=RANDOM)).to_have_count(0)
    follow(page, TRAINED)
    expect(page.get_by_role("combobox", name="Network")).to_have_value("efficientnet_lite0")
    expect(page.get_by_role("table", name="classes").get_by_role("button", name="Egyptian cat")).to_be_visible()


def test_a_trained_network_of_another_size_is_another_network(page):
    page.goto("/networks?network=efficientnet_lite0&num_classes=10")
    expect(page.get_by_role("link", name=RANDOM)).to_be_visible()
    expect(page.get_by_role("link", name=TRAINED)).to_have_count(0)
    page.goto("/networks?network=efficientnet_lite0&input_size=224&num_classes=1000")
    expect(page.get_by_role("link", name=TRAINED)).to_be_visible()


def test_weights_that_are_not_installed_are_not_pointed_to(page, rest):
    models = rest.get("/api/v1/models").json()
    models["models"][1] |= {"available": False, "missing": "pip install them"}
    page.route("**/api/v1/models", lambda route: route.fulfill(json=models))
    page.goto("/networks?network=efficientnet_lite0")
    expect(page.get_by_role("link", name=RANDOM)).to_be_visible()
    expect(page.get_by_role("link", name=TRAINED)).to_have_count(0)


def test_networks_leads_to_any_other_with_random_weights(page):
    page.goto("/networks?network=resnet18&input_size=32&num_classes=5")
    follow(page, RANDOM)
    expect(page).to_have_url("/feature-maps?network=resnet18&input_size=32&num_classes=5&seed=0")
    expect(page.get_by_role("table", name="All 5 classes")).to_be_visible()


def test_an_own_network_goes_by_its_layers_as_they_last_were_right(page):
    page.allowed_messages += ["status of 422"]
    page.goto("/networks")
    page.get_by_role("button", name="Build your own").click()
    page.get_by_role("combobox", name="New layer").select_option("linear")
    page.get_by_role("button", name="Add at the end").click()
    expect(page.get_by_text("a linear layer needs a vector")).to_be_visible()
    follow(page, RANDOM)
    expect(page.get_by_role("combobox", name="Network")).to_have_value("")
    columns = page.get_by_role("list", name="The network, layer by layer").locator(".column-title")
    expect(columns).to_contain_text(["conv1", "relu1", "pool1"])


def test_there_are_no_pictures_for_a_network_of_signals(page):
    page.goto("/networks")
    page.get_by_role("button", name="Build your own").click()
    expect(page.get_by_role("link", name=RANDOM)).to_be_visible()
    page.get_by_role("button", name="Remove pool1").click()
    page.get_by_role("button", name="Remove conv1").click()
    shape = page.get_by_role("textbox", name="Input")
    shape.fill("2, 40")
    shape.press("Enter")
    expect(page.get_by_role("region", name="Your network")).to_contain_text("2×40")
    expect(page.get_by_role("link", name=RANDOM)).to_have_count(0)


@pytest.mark.parametrize(
    ("query", "link", "layer"),
    [
        ("?network=efficientnet_lite0&node=conv4", TRAINED, "conv4"),
        ("?preset=pooled&node=pool1", RANDOM, "pool1"),
    ],
)
def test_receptive_field_leads_to_the_layer_that_is_looked_at(page, query, link, layer):
    page.goto(f"/receptive-field{query}")
    follow(page, link)
    expect(page.get_by_role("region", name=f"Layer {layer}")).to_be_visible()


@pytest.mark.parametrize("query", ["?preset=pooled", "?preset=pooled&node=input&unit=3,3"])
def test_without_a_layer_receptive_field_leads_to_the_whole_network(page, query):
    page.goto(f"/receptive-field{query}")
    follow(page, RANDOM)
    expect(page.get_by_role("navigation", name="Place")).to_have_text("All layers")

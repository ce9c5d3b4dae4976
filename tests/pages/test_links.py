"""The address bar holds the state: reload, back, forward and a shared link bring it back."""

from playwright.sync_api import expect


def test_reload_restores_everything(explore):
    page = explore.open().page
    explore.set_slider("Stride", 2)
    explore.choose("Filled with", "circular")
    explore.choose("Activation", "tanh")
    explore.button("Random integers for the input").click()
    explore.button("Random integers for the weights").click()
    page.wait_for_url("**weight=**")
    page.get_by_role("radio", name="Filter 2").click()
    explore.button("Last unit").click()
    explore.button("Unit back").click()
    expect(page.get_by_text("tanh(", exact=False).first).to_be_visible()
    grids = ["Input R", "Input G", "filter 2, channel B", "Output, filter 2 of 3"]
    before = [explore.numbers(grid) for grid in grids]
    page.reload()
    explore.expect_step(15, of=16)
    assert [explore.numbers(grid) for grid in grids] == before
    assert explore.slider("Stride").input_value() == "2"
    expect(page.get_by_role("combobox", name="Filled with")).to_have_value("circular")


def test_back_and_forward(explore):
    page = explore.open().page
    output = page.get_by_role("region", name="Output, filter 1 of 3")
    explore.set_slider("Stride", 2)
    expect(output).to_contain_text("4×4")
    page.wait_for_timeout(800)  # changes in quick succession are one entry
    explore.set_slider("Kernel", 1)
    expect(page.get_by_role("region", name="Parameters")).to_contain_text("3·(3·1·1) + 3")
    page.go_back()
    expect(output).to_contain_text("4×4")
    expect(page.get_by_role("region", name="Parameters")).to_contain_text("3·(3·3·3) + 3")
    page.go_back()
    expect(output).to_contain_text("7×7")
    page.go_forward()
    expect(output).to_contain_text("4×4")


def test_share_copies_a_link_that_opens_the_same(explore):
    page = explore.open().page
    explore.choose_example("Dilation 2")
    page.wait_for_url("**preset=dilation-2**")
    explore.unit_forward(4)
    explore.button("Share").click()
    expect(page.get_by_text("The link is copied.")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    page.goto("about:blank")
    page.goto(link)
    explore.expect_step(4, of=49)
    explore.expect_beat(5, of=5)
    explore.expect_example("Dilation 2")


def test_a_picture_is_linked_by_name(explore):
    page = explore.open("?preset=blur&picture=house&side=64&channels=3").page
    expect(page.get_by_role("application", name="Input B, picture of 64 by 64")).to_be_visible()


def test_a_link_that_is_broken_opens_something_and_says_so(explore):
    page = explore.open("?preset=nope").page
    expect(page.get_by_text("There is no preset named “nope”")).to_be_visible()
    explore.open("?preset=sobel&picture=nope")
    expect(page.get_by_text("There is no picture named “nope”; this is still-life.")).to_be_visible()
    expect(page.get_by_role("application", name="Input 1, picture of 256 by 256")).to_be_visible()
    page.allowed_messages.append("status of 422")
    explore.open("?preset=worked-example&stride=0,0&input=garbage")
    expect(page.get_by_role("alert").filter(has_text="stride must be at least 1")).to_be_visible()
    explore.unit_forward()
    assert explore.output(1, of=3)[0][0] == 2


def test_what_is_too_large_for_a_link_is_said(explore):
    page = explore.open().page
    explore.set_slider("Size", 32)
    explore.set_slider("Channels", 16)
    expect(page.get_by_role("tab", name="Channel 16")).to_be_visible()
    # numbers that do not compress
    rows = "\n".join("\t".join(str((i * 7919 + j * 104729) % 999983 / 1000) for j in range(120)) for i in range(120))
    explore.button("Paste a matrix as the input").click()
    page.get_by_role("textbox", name="Matrix").fill(rows)
    explore.button("Use it").click()
    expect(page.get_by_role("region", name="Input 1", exact=True)).to_contain_text("120×120")
    explore.button("Share").click()
    expect(page.get_by_text("It goes without the input")).to_be_visible()

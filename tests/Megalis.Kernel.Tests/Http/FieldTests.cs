using System.ComponentModel.DataAnnotations;
using AngleSharp.Dom;
using Megalis.Kernel.Http.TagHelpers.Forms;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Megalis.Kernel.Tests.Http;

/// <summary>A field says what it is, what to write and what was wrong, to eyes and to a screen reader alike.</summary>
public sealed class FieldTests
{
    private enum Nature
    {
        Travaux,
        [Display(Name = "Fournitures courantes")]
        Fournitures,
    }

    private sealed class Form
    {
        [Display(Name = "Objet du marché")]
        public string Objet { get; set; } = "";

        public string? Note { get; set; }

        [EmailAddress]
        public string Email { get; set; } = "";

        [DataType(DataType.Password)]
        public string Secret { get; set; } = "";

        public bool Alloti { get; set; }

        public DateOnly? Debut { get; set; }

        public DateTime? Limite { get; set; }

        public decimal? Montant { get; set; }

        public int Lots { get; set; }

        public Nature? Nature { get; set; }

        public string[] Departements { get; set; } = [];

        public IFormFile? Piece { get; set; }
    }

    private readonly Markup _markup = new();

    [Fact]
    public async Task The_label_is_tied_to_its_control()
    {
        var body = await FieldOf(nameof(Form.Objet), new Form { Objet = "Toiture & <murs>" });

        var input = body.QuerySelector("input")!;
        Assert.Equal("Objet du marché", body.QuerySelector($"label[for={input.Id}]")!.TextContent.Trim());
        Assert.Equal("Toiture & <murs>", input.GetAttribute("value"));
        Assert.Equal("Objet", input.GetAttribute("name"));
        Assert.True(input.HasAttribute("required"));
        Assert.Null(input.GetAttribute("aria-describedby"));
    }

    [Fact]
    public async Task What_may_stay_empty_says_so()
    {
        var body = await FieldOf(nameof(Form.Note));

        Assert.Contains("(facultatif)", body.QuerySelector("label")!.TextContent, StringComparison.Ordinal);
        Assert.False(body.QuerySelector("input")!.HasAttribute("required"));
    }

    [Fact]
    public async Task Hint_and_error_are_read_with_the_control()
    {
        _markup.ModelState.AddModelError("Objet", "Indiquez l’objet.");

        var body = await FieldOf(nameof(Form.Objet), change: f => f.Hint = "En une phrase.");

        var input = body.QuerySelector("input")!;
        Assert.Equal("true", input.GetAttribute("aria-invalid"));
        var said = input.GetAttribute("aria-describedby")!.Split(' ').Select(id => body.QuerySelector("#" + id)!.TextContent).ToArray();
        Assert.Equal("En une phrase.", said[0]);
        Assert.Equal("Erreur : Indiquez l’objet.", said[1]);
    }

    [Fact]
    public async Task What_was_typed_comes_back_even_when_it_could_not_be_read()
    {
        _markup.ModelState.SetModelValue("Montant", "douze", "douze");
        _markup.ModelState.AddModelError("Montant", "Écrivez un nombre.");

        var body = await FieldOf(nameof(Form.Montant), new Form { Montant = 3 });

        Assert.Equal("douze", body.QuerySelector("input")!.GetAttribute("value"));
    }

    [Fact]
    public async Task A_password_never_comes_back()
    {
        _markup.ModelState.SetModelValue("Secret", "tr0uvé", "tr0uvé");

        var input = (await FieldOf(nameof(Form.Secret), new Form { Secret = "tr0uvé" })).QuerySelector("input")!;

        Assert.Equal("password", input.GetAttribute("type"));
        Assert.Null(input.GetAttribute("value"));
    }

    [Theory]
    [InlineData(nameof(Form.Email), "email", null)]
    [InlineData(nameof(Form.Debut), "date", null)]
    [InlineData(nameof(Form.Limite), "datetime-local", null)]
    [InlineData(nameof(Form.Montant), "text", "decimal")]
    [InlineData(nameof(Form.Lots), "text", "numeric")]
    [InlineData(nameof(Form.Piece), "file", null)]
    public async Task The_property_tells_the_kind_of_control(string property, string type, string? inputmode)
    {
        var input = (await FieldOf(property)).QuerySelector("input")!;

        Assert.Equal(type, input.GetAttribute("type"));
        Assert.Equal(inputmode, input.GetAttribute("inputmode"));
    }

    [Fact]
    public async Task Dates_are_written_as_browsers_want_them()
    {
        var form = new Form { Debut = new DateOnly(2027, 3, 3), Limite = new DateTime(2027, 3, 3, 12, 0, 0) };

        Assert.Equal("2027-03-03", (await FieldOf(nameof(Form.Debut), form)).QuerySelector("input")!.GetAttribute("value"));
        Assert.Equal("2027-03-03T12:00", (await FieldOf(nameof(Form.Limite), form)).QuerySelector("input")!.GetAttribute("value"));
    }

    [Fact]
    public async Task A_tick_has_its_label_behind_and_says_false_when_empty()
    {
        var body = await FieldOf(nameof(Form.Alloti), new Form { Alloti = true });

        var tick = body.QuerySelector("input[type=checkbox]")!;
        Assert.True(tick.HasAttribute("checked"));
        Assert.False(tick.HasAttribute("required"));
        Assert.Equal("label", tick.ParentElement!.Children[^1].LocalName);
        Assert.Equal("false", body.QuerySelector("input[type=hidden][name=Alloti]")!.GetAttribute("value"));
    }

    [Fact]
    public async Task A_tick_that_was_taken_away_stays_away()
    {
        _markup.ModelState.SetModelValue("Alloti", "false", "false");

        var body = await FieldOf(nameof(Form.Alloti), new Form { Alloti = true });

        Assert.False(body.QuerySelector("input[type=checkbox]")!.HasAttribute("checked"));
    }

    [Fact]
    public async Task An_enum_brings_its_choices_and_their_names()
    {
        var body = await FieldOf(nameof(Form.Nature), new Form { Nature = Nature.Fournitures });

        Assert.Equal(["", "Travaux", "Fournitures courantes"], body.QuerySelectorAll("option").Select(o => o.TextContent));
        Assert.Equal("Fournitures courantes", body.QuerySelector("option[selected]")!.TextContent);
    }

    [Fact]
    public async Task Radios_stand_under_a_legend_and_the_first_carries_the_fields_id()
    {
        _markup.ModelState.AddModelError("Nature", "Choisissez.");

        var body = await FieldOf(nameof(Form.Nature), change: f => f.Type = "radios");

        var set = body.QuerySelector("fieldset")!;
        Assert.StartsWith("Nature", set.QuerySelector("legend")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Nature-error", set.GetAttribute("aria-describedby"));
        Assert.Equal("Nature", set.QuerySelector("input[type=radio]")!.Id);
        Assert.All(set.QuerySelectorAll("input"), radio => Assert.Single(set.QuerySelectorAll($"label[for={radio.Id}]")));
    }

    [Fact]
    public async Task Several_choices_are_ticked_as_they_were()
    {
        var body = await FieldOf(nameof(Form.Departements), new Form { Departements = ["56", "29"] }, f =>
        {
            f.Type = "checkboxes";
            f.Items = [new SelectListItem("Finistère", "29"), new SelectListItem("Côtes-d’Armor", "22"), new SelectListItem("Morbihan", "56")];
        });

        Assert.Equal(["29", "56"], body.QuerySelectorAll("input[checked]").Select(i => i.GetAttribute("value")));
    }

    [Fact]
    public async Task A_first_line_feed_in_a_text_area_survives()
    {
        var body = await FieldOf(nameof(Form.Note), new Form { Note = "\nDeux lignes" }, f => f.Rows = 3);

        Assert.Equal("\nDeux lignes", body.QuerySelector("textarea")!.TextContent);
    }

    [Fact]
    public async Task Unknown_attributes_go_to_the_control()
    {
        var helper = new FieldTagHelper { For = Markup.For(new Form(), nameof(Form.Piece)), ViewContext = _markup.View };

        var body = await Markup.OfAsync(helper, "m-field", "", new("accept", ".pdf"), new("data-max-bytes", 1000), new("class", "mt-4"));

        Assert.Equal(".pdf", body.QuerySelector("input")!.GetAttribute("accept"));
        Assert.Equal("1000", body.QuerySelector("input")!.GetAttribute("data-max-bytes"));
        Assert.Equal("m-field mt-4", body.FirstElementChild!.ClassName);
    }

    [Fact]
    public async Task The_summary_leads_to_each_field_and_takes_the_focus()
    {
        _markup.ModelState.AddModelError("Input.Objet", "Indiquez l’objet.");
        _markup.ModelState.AddModelError("", "La date est passée.");

        var body = await Markup.OfAsync(new ErrorSummaryTagHelper { ViewContext = _markup.View }, "m-errors");

        Assert.Contains("2 points sont à corriger", body.TextContent, StringComparison.Ordinal);
        Assert.Equal("#Input_Objet", body.QuerySelector("a")!.GetAttribute("href"));
        Assert.Single(body.QuerySelectorAll("a"));
        var box = body.FirstElementChild!;
        Assert.Equal(("alert", "-1", true), (box.GetAttribute("role"), box.GetAttribute("tabindex"), box.HasAttribute("autofocus")));
    }

    [Fact]
    public async Task No_error_no_summary() =>
        Assert.Equal("", (await Markup.OfAsync(new ErrorSummaryTagHelper { ViewContext = _markup.View }, "m-errors")).InnerHtml.Trim());

    private Task<IElement> FieldOf(string property, Form? form = null, Action<FieldTagHelper>? change = null)
    {
        var helper = new FieldTagHelper { For = Markup.For(form ?? new Form(), property), ViewContext = _markup.View };
        change?.Invoke(helper);
        return Markup.OfAsync(helper, "m-field");
    }
}

using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Megalis.Testing;

/// <summary>One form of a page, filled by the labels a person sees and sent by the button it was found by. Hidden fields travel with it.</summary>
public sealed class PageForm
{
    private readonly Page page;
    private readonly IHtmlFormElement form;
    private readonly IElement button;
    private readonly FormFields fields;

    private PageForm(Page page, IHtmlFormElement form, IElement button)
    {
        this.page = page;
        this.form = form;
        this.button = button;
        fields = new FormFields(page, form);
    }

    /// <summary>Types a text, a date (as the control wants it: 2027-03-02, 2027-03-02T12:00) or picks an option by its text.</summary>
    /// <param name="label">The visible label, without its mark of obligation.</param>
    /// <param name="value">What replaces the present value.</param>
    /// <param name="group">The legend of the fieldset, where two fields have one label.</param>
    public PageForm Fill(string label, string value, string? group = null)
    {
        fields.Write(fields.Find(label, group), value);
        return this;
    }

    /// <summary>Ticks a box or picks a radio button.</summary>
    public PageForm Check(string label, string? group = null) => Tick(label, group, ticked: true);

    public PageForm Uncheck(string label, string? group = null) => Tick(label, group, ticked: false);

    /// <summary>Chooses a file; called again on a field that takes several, adds one.</summary>
    /// <param name="label">The visible label of the file field.</param>
    /// <param name="fileName">As the person's disk calls it; sent untouched, <c>../</c> and all.</param>
    /// <param name="content">The bytes.</param>
    /// <param name="contentType">What the browser would guess.</param>
    public PageForm Attach(string label, string fileName, byte[] content, string contentType = "application/octet-stream")
    {
        fields.Attach(fields.Find(label, group: null), new FormFile(fileName, content, contentType));
        return this;
    }

    /// <summary>What the field holds now: after a refusal, what was typed must still be there.</summary>
    public string ValueOf(string label, string? group = null) => FormFields.Read(fields.Find(label, group));

    /// <summary>Writes a field by its name, hidden ones too: what a person with the developer's tools can do.</summary>
    public PageForm Tamper(string name, string value)
    {
        fields.Tamper(name, value);
        return this;
    }

    /// <summary>Sends what the browser would send and follows the answer.</summary>
    public Task<Page> SubmitAsync()
    {
        var method = (button.GetAttribute("formmethod") ?? form.GetAttribute("method") ?? "get").ToUpperInvariant();
        var action = page.Resolve(button.GetAttribute("formaction") ?? form.GetAttribute("action") ?? "");
        var entries = fields.Entries(button);
        if (method == "GET")
        {
            var query = FormBody.UrlEncode(entries);
            return page.SendAsync(new HttpRequestMessage(HttpMethod.Get, new UriBuilder(action) { Query = query }.Uri));
        }

        var encoding = button.GetAttribute("formenctype") ?? form.GetAttribute("enctype");
        var request = new HttpRequestMessage(HttpMethod.Post, action) { Content = FormBody.Of(entries, encoding == "multipart/form-data") };
        return page.SendAsync(request);
    }

    internal static PageForm Find(Page page, string text, string? within)
    {
        var buttons = page.Document.QuerySelectorAll("button, input[type=submit], input[type=image]")
            .Where(button => button.LocalName == "input" || button.GetAttribute("type") is null or "" or "submit")
            .Where(button => FormFields.FormOf(button) is not null);
        var found = Finder.One(page, buttons, "button", text, within);
        if (found.HasAttribute("disabled"))
            Assert.Fail($"The button « {text} » is disabled.\n{page.Describe()}");
        return new PageForm(page, FormFields.FormOf(found)!, found);
    }

    private PageForm Tick(string label, string? group, bool ticked)
    {
        fields.Tick(fields.Find(label, group), ticked);
        return this;
    }
}

using System.Text.Encodings.Web;
using System.Text.Unicode;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Tests.Http;

/// <summary>Runs one tag helper as Razor would, and reads what it wrote as a browser would.</summary>
internal sealed class Markup
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private static readonly IModelMetadataProvider Metadata = new ServiceCollection()
        .AddLogging().AddMvcCore().AddDataAnnotations().AddViews().Services
        .BuildServiceProvider().GetRequiredService<IModelMetadataProvider>();

    public ModelStateDictionary ModelState => View.ModelState;

    public DefaultHttpContext Http { get; } = new() { RequestServices = new ServiceCollection().BuildServiceProvider() };

    public ViewContext View { get; }

    public Markup()
    {
        var state = new ModelStateDictionary();
        View = new ViewContext { HttpContext = Http, ViewData = new ViewDataDictionary(Metadata, state) };
    }

    /// <summary>The property of a model, as <c>for="..."</c> gives it.</summary>
    public static ModelExpression For<TModel>(TModel model, string property)
    {
        var explorer = Metadata.GetModelExplorerForType(typeof(TModel), model).GetExplorerForProperty(property)!;
        return new ModelExpression(property, explorer);
    }

    /// <summary>The body of a page that holds only what the helper wrote.</summary>
    public static async Task<IElement> OfAsync(ITagHelper helper, string tag, string content = "", params TagHelperAttribute[] attributes)
    {
        var all = new TagHelperAttributeList(attributes);
        var output = new TagHelperOutput(tag, all, (_, _) => Task.FromResult(new DefaultTagHelperContent().SetHtmlContent(content)));
        output.Content.Clear();
        await helper.ProcessAsync(new TagHelperContext(tag, all, new Dictionary<object, object>(), "1"), output);
        await using var writer = new StringWriter();
        output.WriteTo(writer, Encoder);
        return new HtmlParser().ParseDocument(writer.ToString()).Body!;
    }
}

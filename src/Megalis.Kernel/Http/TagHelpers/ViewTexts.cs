using Megalis.Kernel.Localization;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Http.TagHelpers;

/// <summary>The tag helpers' own words in the reader's language.</summary>
internal static class ViewTexts
{
    /// <remarks>Without the service (a helper tried alone) the French key is the text.</remarks>
    public static string T(this ViewContext view, string french) =>
        view.HttpContext.RequestServices?.GetService<Texts>()?[french] ?? french;

    public static string T(this ViewContext view, string french, params object?[] arguments) =>
        string.Format(Texts.French, view.T(french), arguments);
}

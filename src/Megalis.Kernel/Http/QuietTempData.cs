using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.Extensions.Options;

namespace Megalis.Kernel.Http;

/// <summary>
/// Sentences that wait for the next page, in a cookie. The framework's provider writes a Set-Cookie that deletes on every
/// page that so much as looks, which keeps anonymous pages out of every cache; this one writes only when there is
/// something to write or to delete.
/// </summary>
internal sealed class QuietTempData(CookieTempDataProvider inner, IOptions<CookieTempDataProviderOptions> options) : ITempDataProvider
{
    public IDictionary<string, object> LoadTempData(HttpContext context) => inner.LoadTempData(context);

    public void SaveTempData(HttpContext context, IDictionary<string, object> values)
    {
        ArgumentNullException.ThrowIfNull(context);
        // A null value (a [TempData] property that was never set) is nothing to keep.
        var kept = values.Where(v => v.Value is not null).ToDictionary();
        if (kept.Count > 0 || context.Request.Cookies.ContainsKey(options.Value.Cookie.Name!))
            inner.SaveTempData(context, kept);
    }
}

using System.Globalization;
using Megalis.Kernel.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace Megalis.Kernel.Tests.Http;

/// <summary>An amount is understood however people write it.</summary>
public sealed class FrenchNumberTests
{
    [Theory]
    [InlineData("1250,50", 1250.50)]
    [InlineData("1250.50", 1250.50)]
    [InlineData("1 250,50", 1250.50)]
    [InlineData("1\u00a0250,50", 1250.50)]
    [InlineData("1\u202f250", 1250)]
    [InlineData(" 12 ", 12)]
    [InlineData("-3", -3)]
    public async Task An_amount_is_read(string typed, double value)
    {
        var (result, state) = await Bind<decimal?>(typed);

        Assert.Equal(0, state.ErrorCount);
        Assert.Equal((decimal)value, result.Model);
    }

    [Theory]
    [InlineData("douze")]
    [InlineData("1,250,50")]
    [InlineData("1e9")]
    [InlineData("NaN")]
    [InlineData("999999999999999999999999999999999")]
    public async Task What_is_no_amount_is_refused_and_kept(string typed)
    {
        var (result, state) = await Bind<decimal?>(typed);

        Assert.False(result.IsModelSet);
        Assert.Equal(1, state.ErrorCount);
        Assert.Equal(typed, state["Montant"]!.AttemptedValue);
    }

    [Fact]
    public async Task Nothing_typed_is_nothing_where_that_is_allowed()
    {
        var (result, state) = await Bind<decimal?>("  ");

        Assert.True(result.IsModelSet && state.ErrorCount == 0);
        Assert.Null(result.Model);
        Assert.False((await Bind<int>("")).State.ErrorCount == 0);
    }

    [Theory]
    [InlineData("1 660", 1660, true)]
    [InlineData("12,5", 0, false)]
    [InlineData("99999999999", 0, false)]
    public async Task A_count_is_a_whole_number(string typed, int value, bool read)
    {
        var (result, state) = await Bind<int>(typed);

        Assert.Equal(read, state.ErrorCount == 0);
        if (read)
            Assert.Equal(value, result.Model);
    }

    private static async Task<(ModelBindingResult Result, ModelStateDictionary State)> Bind<T>(string typed)
    {
        var metadata = new ServiceCollection().AddLogging().AddMvcCore().Services.BuildServiceProvider().GetRequiredService<IModelMetadataProvider>();
        var form = new FormCollection(new Dictionary<string, StringValues> { ["Montant"] = typed });
        var context = DefaultModelBindingContext.CreateBindingContext(
            new ActionContext(new DefaultHttpContext(), new RouteData(), new ActionDescriptor()),
            new FormValueProvider(BindingSource.Form, form, CultureInfo.InvariantCulture),
            metadata.GetMetadataForType(typeof(T)), bindingInfo: null, "Montant");
        await new FrenchNumberBinder().BindModelAsync(context);
        return (context.Result, context.ModelState);
    }
}

using System.Reflection;
using Megalis.Architecture.Tests.Source;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Megalis.Architecture.Tests;

/// <summary>What a module may use and what it shows, read from the compiled assemblies.</summary>
public sealed class ModuleRules
{
    public static TheoryData<string> Modules => [.. SourceTree.Modules];

    [Theory, MemberData(nameof(Modules))]
    public void A_module_shows_nothing_outside_its_Contracts_folder(string module) =>
        Offences.AssertNone(Assembly.Load(module).GetExportedTypes().Where(type => !MayBePublic(module, type))
            .Select(type => $"{type.FullName} is public: make it internal sealed, or move it to {module}.Contracts if another module must use it."));

    [Theory]
    [InlineData(typeof(PublicByMistake), false)]
    [InlineData(typeof(FeedController), true)]
    [InlineData(typeof(CardTagHelper), true)]
    [InlineData(typeof(MenuViewComponent), true)]
    [InlineData(typeof(Contracts.ConsultationPublished), true)]
    public void What_may_be_public_is_told_from_what_may_not(Type type, bool allowed) =>
        Assert.Equal(allowed, MayBePublic("Megalis.Architecture.Tests", type));

    private static bool MayBePublic(string module, Type type) =>
        $"{type.Namespace}.".StartsWith(module + ".Contracts.", StringComparison.Ordinal)
        || type.IsAssignableTo(typeof(ControllerBase))
        || type.IsAssignableTo(typeof(ViewComponent))
        || type.IsAssignableTo(typeof(ITagHelper));

    public sealed class PublicByMistake;

    public sealed class FeedController : ControllerBase;

    public sealed class CardTagHelper : TagHelper;

    public sealed class MenuViewComponent : ViewComponent;
}

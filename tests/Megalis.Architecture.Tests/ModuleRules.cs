using System.Reflection;
using Megalis.Architecture.Tests.Source;
using Megalis.Kernel.Modules;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Megalis.Architecture.Tests;

/// <summary>What a module may use and what it shows, read from the compiled assemblies.</summary>
public sealed class ModuleRules
{
    private static readonly Assembly Kernel = typeof(FeatureCatalogue).Assembly;

    public static TheoryData<string> Modules => [.. SourceTree.Modules];

    [Theory, MemberData(nameof(Modules))]
    public void A_module_uses_only_the_kernel_and_the_modules_its_manifest_names(string module)
    {
        var catalogue = new FeatureCatalogue([Kernel, .. SourceTree.Modules.Select(Assembly.Load)]);
        var assembly = Assembly.Load(module);

        Offences.AssertNone(StrangersIn(assembly, Allowed(catalogue, assembly))
            .Select(stranger => $"{module} uses {stranger}: name the feature in src/Modules/{module}/Manifest.cs, or ask for it through an event."));
    }

    [Fact]
    public void A_reference_that_no_manifest_names_is_seen()
    {
        var own = typeof(ModuleRules).Assembly;

        Assert.Contains("Megalis.Testing", StrangersIn(own, ["Megalis.Kernel"]));
        Assert.DoesNotContain("Megalis.Testing", StrangersIn(own, ["Megalis.Kernel", "Megalis.Testing"]));
    }

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

    private static IEnumerable<string> Allowed(FeatureCatalogue catalogue, Assembly module) =>
        catalogue.Features.Where(feature => feature.Assembly == module)
            .SelectMany(feature => feature.Dependencies)
            .Select(id => catalogue.Find(id)?.Assembly.GetName().Name)
            .OfType<string>()
            .Append("Megalis.Kernel");

    private static List<string> StrangersIn(Assembly module, IEnumerable<string> allowed)
    {
        var names = allowed.ToHashSet();
        return [.. module.GetReferencedAssemblies().Select(reference => reference.Name!).Where(name => name.StartsWith("Megalis.", StringComparison.Ordinal) && !names.Contains(name))];
    }

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

using System.Reflection;
using System.Reflection.Emit;
using Megalis.Kernel.Modules;

namespace Megalis.Kernel.Tests.Modules;

/// <summary>Modules that do not fit together stop the boot with a sentence that names both ends.</summary>
public sealed class FeatureCatalogueTests
{
    [Fact]
    public void A_missing_dependency_stops_the_boot_and_names_both_ends()
    {
        var e = Assert.Throws<ModuleException>(() => new FeatureCatalogue([Module("A", ("A", ["B"]))]));

        Assert.Contains("'A'", e.Message, StringComparison.Ordinal);
        Assert.Contains("'B'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_circle_stops_the_boot_and_names_both_ends()
    {
        var e = Assert.Throws<ModuleException>(() => new FeatureCatalogue([Module("A", ("A", ["B"])), Module("B", ("B", ["A"]))]));

        Assert.Contains("circle", e.Message, StringComparison.Ordinal);
        Assert.Contains("'A'", e.Message, StringComparison.Ordinal);
        Assert.Contains("'B'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_feature_declared_twice_stops_the_boot() =>
        Assert.Contains("twice", Assert.Throws<ModuleException>(() => new FeatureCatalogue([Module("A", ("X", [])), Module("B", ("X", []))])).Message, StringComparison.Ordinal);

    [Fact]
    public void Dependencies_come_before_what_needs_them()
    {
        var catalogue = new FeatureCatalogue([Module("A", ("A", ["C"])), Module("B", ("B", [])), Module("C", ("C", ["B"]))]);

        Assert.Equal(["B", "C", "A"], catalogue.Features.Select(f => f.Id));
    }

    [Fact]
    public void Switching_on_draws_all_dependencies_and_switching_off_all_dependents()
    {
        var catalogue = new FeatureCatalogue([Module("A", ("A", ["C"])), Module("B", ("B", [])), Module("C", ("C", ["B"]))]);

        Assert.Equal(["A", "B", "C"], catalogue.WithDependencies(["A"]).Order());
        Assert.Equal(["C", "A"], catalogue.Dependents("B", catalogue.WithDependencies(["A"])).Select(f => f.Id));
    }

    [Fact]
    public void A_module_that_declares_no_feature_is_one_itself()
    {
        var assembly = Module("Seul");

        Assert.Equal("Seul", Assert.Single(new FeatureCatalogue([assembly]).Features).Id);
        Assert.Equal("Seul", new FeatureCatalogue([assembly]).DefaultFeature(assembly));
    }

    private static AssemblyBuilder Module(string name, params (string Id, string[] Dependencies)[] features)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName(name), AssemblyBuilderAccess.Run);
        assembly.SetCustomAttribute(Attribute<ModuleAttribute>(("Name", name)));
        foreach (var (id, dependencies) in features)
            assembly.SetCustomAttribute(Attribute<FeatureAttribute>(("Id", id), ("Name", id), ("Dependencies", dependencies)));
        return assembly;
    }

    private static CustomAttributeBuilder Attribute<T>(params (string Name, object Value)[] values) =>
        new(typeof(T).GetConstructor([])!, [], [.. values.Select(v => typeof(T).GetProperty(v.Name)!)], [.. values.Select(v => v.Value)]);
}

using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Megalis.Architecture.Tests.Source;
using Megalis.Kernel.Modules;

namespace Megalis.Architecture.Tests;

/// <summary>The operator's page, the file of defaults and the options classes name the same keys.</summary>
public sealed partial class ConfigurationRules
{
    private const string Page = "docs/operations/configuration.md";
    private const string Defaults = "src/Megalis.Web/appsettings.json";

    private static readonly HashSet<string> Documented = [.. Key().Matches(SourceTree.Find(Page)!.Text).Select(match => match.Groups[1].Value)];

    [Fact]
    public void Every_key_of_the_options_classes_is_documented_and_the_other_way_round()
    {
        var read = OptionsClasses().SelectMany(options => KeysOf(options.Type, options.Section)).Append("Modules:Path").ToHashSet();

        Assert.True(read.Count > 5, "The options classes were not found.");
        Offences.AssertNone(
        [
            .. read.Except(Documented).Select(key => $"{Page} does not name {key}, which an options class reads: add its row."),
            .. Documented.Except(read).Select(key => $"{Page} names {key}, which no options class reads: remove the row, or read the key."),
        ]);
    }

    [Fact]
    public void The_file_of_defaults_holds_every_documented_key()
    {
        using var json = JsonDocument.Parse(SourceTree.Find(Defaults)!.Text);
        var written = Leaves(json.RootElement, "").Where(key => key.StartsWith("Megalis:", StringComparison.Ordinal) || key.StartsWith("Modules:", StringComparison.Ordinal)).ToHashSet();

        Offences.AssertNone(
        [
            .. Documented.Except(written).Select(key => $"{Defaults} lacks {key}: write it with its default, so that the file shows every key."),
            .. written.Except(Documented).Select(key => $"{Page} does not name {key} of {Defaults}: add its row."),
        ]);
    }

    /// <summary>A class of options says its section in a constant: <c>const string Section = "Megalis:Mail"</c>.</summary>
    private static IEnumerable<(Type Type, string Section)> OptionsClasses() =>
        from assembly in SourceTree.Modules.Select(Assembly.Load).Append(typeof(FeatureCatalogue).Assembly)
        from type in assembly.GetTypes()
        let section = type.GetField("Section", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        where section is { IsLiteral: true } && section.FieldType == typeof(string)
        select (type, (string)section.GetRawConstantValue()!);

    private static IEnumerable<string> KeysOf(Type type, string prefix) =>
        from property in type.GetProperties()
        where property.CanWrite
        let key = $"{prefix}:{property.Name}"
        let nested = property.PropertyType is { IsClass: true } inner && inner != typeof(string) && !inner.IsArray && inner.Namespace!.StartsWith("Megalis", StringComparison.Ordinal)
        from leaf in nested ? KeysOf(property.PropertyType, key) : [key]
        select leaf;

    private static IEnumerable<string> Leaves(JsonElement element, string path) => element.ValueKind == JsonValueKind.Object
        ? element.EnumerateObject().SelectMany(property => Leaves(property.Value, path.Length == 0 ? property.Name : $"{path}:{property.Name}"))
        : [path];

    [GeneratedRegex(@"^\| `((?:Megalis|Modules):[\w:]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Key();
}

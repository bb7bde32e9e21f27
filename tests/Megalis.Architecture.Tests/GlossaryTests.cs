using System.Text.RegularExpressions;

namespace Megalis.Architecture.Tests;

/// <summary>GLOSSARY.md is a contract: its tables can be read, and no type under src/ carries a word that they forbid.</summary>
public sealed partial class GlossaryTests
{
    private static readonly string Root = RepositoryRoot();

    [Fact]
    public void Every_row_of_the_glossary_can_be_read_and_its_identifier_is_unique()
    {
        var (terms, faults) = Glossary.Read(File.ReadAllLines(Path.Combine(Root, "GLOSSARY.md")));

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.True(terms.Count > 50, $"Only {terms.Count} terms were read from GLOSSARY.md.");
    }

    [Fact]
    public void No_type_carries_a_word_that_the_glossary_forbids()
    {
        var (terms, _) = Glossary.Read(File.ReadAllLines(Path.Combine(Root, "GLOSSARY.md")));
        var declared = DeclaredTypes(Path.Combine(Root, "src"));

        var offences = Offences(terms, declared);

        Assert.NotEmpty(declared);
        Assert.True(offences.Count == 0, string.Join('\n', offences));
    }

    [Fact]
    public void The_glossary_forbids_none_of_its_own_identifiers()
    {
        var (terms, _) = Glossary.Read(File.ReadAllLines(Path.Combine(Root, "GLOSSARY.md")));

        var offences = Offences(terms, terms.Select(term => ("GLOSSARY.md", term.Line, term.Identifier)));

        Assert.True(offences.Count == 0, string.Join('\n', offences));
    }

    [Theory]
    [InlineData("TenderNotice", "Tender", true)]
    [InlineData("ITender", "Tender", true)]
    [InlineData("OldTenders", "Tender", true)]
    [InlineData("CompaniesPage", "Company", true)]
    [InlineData("PublishTENDER", "Tender", true)]
    [InlineData("LocalAuthorityPage", "LocalAuthority", true)]
    [InlineData("Tenderness", "Tender", false)]
    [InlineData("Sitemap", "Site", false)]
    [InlineData("LocalTimestampAuthority", "LocalAuthority", false)]
    [InlineData("CompanionPage", "Company", false)]
    public void A_forbidden_word_is_compared_with_the_words_of_the_name(string type, string forbidden, bool refused) =>
        Assert.Equal(refused, Glossary.Contains(type, forbidden));

    [Theory]
    [InlineData("| pli | `Pli` | `Bid` |", "cells")]
    [InlineData("| | `Pli` | `Bid` | law |", "French term")]
    [InlineData("| pli | Pli | `Bid` | law |", "identifier")]
    [InlineData("| pli | `pli` | `Bid` | law |", "identifier")]
    [InlineData("| pli | `Dépôt` | `Bid` | law |", "identifier")]
    [InlineData("| pli | `Pli` | Bid | law |", "never write")]
    [InlineData("| pli | `Pli` |  | law |", "never write")]
    [InlineData("| pli | `Pli` | `Bid` | |", "source")]
    [InlineData("| lot | `Lot` | — | law |", "already")]
    public void A_malformed_row_is_named_by_its_line(string row, string about)
    {
        string[] page =
        [
            "# Glossary",
            "| French term | Identifier | Never write | Definition's source |",
            "|---|---|---|---|",
            "| lot | `Lot` | — | law |",
            row,
        ];

        var fault = Assert.Single(Glossary.Read(page).Faults);

        Assert.StartsWith("GLOSSARY.md:5:", fault, StringComparison.Ordinal);
        Assert.Contains(about, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Types_are_found_in_source_whatever_their_kind()
    {
        string[] source =
        [
            "/// <summary>A class Tender would be refused.</summary>",
            "internal sealed class Pli(int id);",
            "public readonly record struct Leaf<T>(T Value) where T : class;",
            "    internal sealed record",
            "        Refusal(string Sentence);",
            "file interface IClock; enum ActeStatus { Sent } // class Bid",
        ];

        Assert.Equal(["Pli", "Leaf", "Refusal", "IClock", "ActeStatus"], TypesIn(source).Select(type => type.Name));
    }

    private static List<string> Offences(IEnumerable<Term> terms, IEnumerable<(string File, int Line, string Name)> types) =>
    [
        .. from type in types
           from term in terms
           from forbidden in term.NeverWrite
           where Glossary.Contains(type.Name, forbidden)
           select $"{type.File}:{type.Line}: the type {type.Name} says {forbidden}; GLOSSARY.md says {term.Identifier} ({term.French}).",
    ];

    private static List<(string File, int Line, string Name)> DeclaredTypes(string folder) =>
    [
        .. from file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
           let path = Path.GetRelativePath(Root, file).Replace('\\', '/')
           where !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal)
           from type in TypesIn(File.ReadAllLines(file))
           select (path, type.Line, type.Name),
    ];

    /// <summary>Declared types with their line, counted from 1. Comments are dropped first: prose speaks of classes too.</summary>
    private static IEnumerable<(int Line, string Name)> TypesIn(string[] source)
    {
        var text = string.Join('\n', source.Select(line => Comment().Replace(line, "")));
        return Declaration().Matches(text).Select(match => (text.AsSpan(0, match.Index).Count('\n') + 1, match.Groups["name"].Value));
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Megalis.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("No folder above the tests holds Megalis.sln.");
    }

    [GeneratedRegex(@"//.*$|^\s*\*.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\b(?:record\s+struct|record\s+class|record|class|struct|interface|enum)\s+(?!where\b|struct\b|class\b)(?<name>[A-Z]\w*)")]
    private static partial Regex Declaration();

    private sealed record Term(int Line, string French, string Identifier, IReadOnlyList<string> NeverWrite);

    private static partial class Glossary
    {
        private const int Cells = 4;

        /// <summary>Reads every table row of the page; a row that cannot be read becomes a fault that begins with its line.</summary>
        public static (IReadOnlyList<Term> Terms, IReadOnlyList<string> Faults) Read(string[] lines)
        {
            var terms = new List<Term>();
            var faults = new List<string>();
            for (var index = 0; index < lines.Length; index++)
            {
                if (!lines[index].StartsWith('|') || lines[index].StartsWith("|---", StringComparison.Ordinal)) continue;
                var cells = lines[index].Trim().Trim('|').Split('|', StringSplitOptions.TrimEntries);
                if (cells[0] == "French term") continue;
                var fault = FaultOf(cells, terms);
                if (fault is null) terms.Add(new(index + 1, cells[0], Code().Match(cells[1]).Groups[1].Value, Forbidden(cells[2])));
                else faults.Add($"GLOSSARY.md:{index + 1}: {fault}");
            }

            return (terms, faults);
        }

        /// <summary>True when the words of <paramref name="forbidden"/> follow one another among the words of the type's name.</summary>
        public static bool Contains(string type, string forbidden)
        {
            var words = Words(type);
            var sought = Words(forbidden);
            return Enumerable.Range(0, Math.Max(0, words.Count - sought.Count + 1))
                .Any(start => sought.Index().All(word => Same(words[start + word.Index], word.Item)));
        }

        private static string? FaultOf(string[] cells, List<Term> terms)
        {
            if (cells.Length != Cells) return $"the row has {cells.Length} cells instead of {Cells}.";
            if (cells[0].Length == 0) return "the French term is missing.";
            if (Code().Match(cells[1]) is not { Success: true } identifier)
                return "the identifier must be one PascalCase name without accents, between backquotes.";
            if (terms.Any(term => term.Identifier == identifier.Groups[1].Value))
                return $"the identifier {identifier.Groups[1].Value} is already in an earlier row.";
            if (cells[2] != "—" && Forbidden(cells[2]).Count == 0)
                return "the cell « never write » holds PascalCase words between backquotes, separated by commas, or — for none.";
            return cells[3].Length == 0 ? "the source of the definition is missing." : null;
        }

        private static List<string> Forbidden(string cell)
        {
            var parts = cell.Split(',', StringSplitOptions.TrimEntries).Select(part => Code().Match(part)).ToList();
            return parts.All(part => part.Success) ? [.. parts.Select(part => part.Groups[1].Value)] : [];
        }

        private static List<string> Words(string name) => [.. Word().Matches(name).Select(match => match.Value)];

        private static bool Same(string word, string forbidden) =>
            word.Equals(forbidden, StringComparison.OrdinalIgnoreCase)
            || word.Equals(forbidden + "s", StringComparison.OrdinalIgnoreCase)
            || (forbidden.EndsWith('y') && word.Equals(forbidden[..^1] + "ies", StringComparison.OrdinalIgnoreCase));

        [GeneratedRegex("^`([A-Z][A-Za-z0-9]*)`$")]
        private static partial Regex Code();

        [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z][a-z]+|[a-z]+|[0-9]+")]
        private static partial Regex Word();
    }
}

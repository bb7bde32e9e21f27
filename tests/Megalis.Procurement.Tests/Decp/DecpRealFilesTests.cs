using Megalis.Procurement.Domain;
using Megalis.Procurement.Domain.Decp;

namespace Megalis.Procurement.Tests.Decp;

/// <summary>Golden counts over files as they were really published in 2018-19.</summary>
public sealed class DecpRealFilesTests
{
    [Fact]
    public void The_file_of_marches_publics_info_holds_4509_contracts_and_this_dirt()
    {
        if (Read("procurement/decp/marches-publics.info.json") is not { } all)
            return;
        Assert.Equal(4509, all.Count);
        Assert.Equal(10, all.Count(record => record.IsConcession));
        Assert.Equal(
            """
            absurd-amount 1
            amount-below-1 55
            bad-place-code 180
            bad-siret 103
            date-with-zone 346
            html-in-text 336
            impossible-date 2
            malformed-cpv 7
            mojibake 6
            spaced-siret 43
            unknown-cpv 1
            """,
            Counts(all));
    }

    [Fact]
    public void The_file_of_PES_contracts_holds_1148_contracts_and_this_dirt()
    {
        if (Read("procurement/decp/data.gouv.fr_pes.json") is not { } all)
            return;
        Assert.Equal(1148, all.Count);
        Assert.Equal(
            """
            absurd-amount 4
            amount-below-1 2
            bad-place-code 144
            bad-siret 1
            date-with-zone 2312
            html-in-text 11
            mojibake 11
            published-before-notified 120
            unknown-cpv 17
            """,
            Counts(all));
    }

    [Theory]
    [InlineData("ex-marches_avec_modifications.json", 1)]
    [InlineData("ex-marches_concessions.json", 3)]
    [InlineData("ex-concessions.json", 2)]
    public void The_official_examples_of_2022_are_read(string file, int count)
    {
        if (Read("procurement/decp/" + file) is not { } all)
            return;
        Assert.True(all.Count >= count, file);
        Assert.All(all, record => Assert.NotNull(record.Id));
    }

    private static IReadOnlyList<DecpRecord>? Read(string path)
    {
        if (Shared.File(path) is not { } file)
            return null;
        var cpv = Shared.File("procurement/codelists/cpv-2008-fr.csv") is { } list ? CpvNomenclature.Read(new StreamReader(list)) : null;
        var all = DecpSamples.Read(File.ReadAllBytes(file), cpv);
        Assert.All(all, one => Assert.NotNull(one.Record));
        return [.. all.Select(one => one.Record!)];
    }

    private static string Counts(IEnumerable<DecpRecord> all) => string.Join('\n', all
        .SelectMany(record => record.Dirt)
        .CountBy(dirt => dirt.Kind)
        .OrderBy(pair => pair.Key, StringComparer.Ordinal)
        .Select(pair => $"{pair.Key} {pair.Value}"));
}

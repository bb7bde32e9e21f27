using Megalis.Architecture.Tests.Source;

namespace Megalis.Architecture.Tests;

/// <summary>What only one place may touch, checked over every C# file; each rule is also shown an offence and a near miss.</summary>
public sealed class SourceRules
{
    [Fact]
    public void Time_comes_from_an_injected_TimeProvider() => AssertKept(HouseUses.WallClock);

    [Fact]
    public void A_module_does_not_choose_its_clock() => AssertKept(HouseUses.SystemClock);

    [Fact]
    public void Raw_SQL_and_bulk_updates_go_through_the_kernels_verb() => AssertKept(HouseUses.RawSql);

    [Fact]
    public void There_is_one_sanitiser() => AssertKept(HouseUses.HtmlParsers);

    [Fact]
    public void There_is_one_factory_of_XML_readers() => AssertKept(HouseUses.XmlReaders);

    [Fact]
    public void There_is_one_opener_of_archives() => AssertKept(HouseUses.ArchiveOpeners);

    [Fact]
    public void There_is_one_gate_for_outgoing_requests() => AssertKept(HouseUses.OutgoingRequests);

    [Fact]
    public void Nobody_sleeps() => AssertKept(HouseUses.Sleeping);

    [Fact]
    public void What_is_shipped_is_finished() => AssertKept(HouseUses.Unfinished);

    public static TheoryData<ForbiddenUse, string> OffencesOfEach => new()
    {
        { HouseUses.WallClock, "var x = DateTime.Now;" },
        { HouseUses.WallClock, "Use(System.DateTimeOffset.UtcNow.Date);" },
        { HouseUses.SystemClock, "var x = TimeProvider.System.GetUtcNow();" },
        { HouseUses.RawSql, "await pages.Where(p => p.Old).ExecuteDeleteAsync();" },
        { HouseUses.RawSql, "var rows = db.Database.SqlQueryRaw<int>(text);" },
        { HouseUses.RawSql, "using NpgsqlCommand command = new(text, connection);" },
        { HouseUses.HtmlParsers, "var page = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(text);" },
        { HouseUses.XmlReaders, "using var reader = XmlReader.Create(stream);" },
        { HouseUses.XmlReaders, "XmlDocument document = new() { PreserveWhitespace = true };" },
        { HouseUses.XmlReaders, "var document = System.Xml.Linq.XDocument.Load(stream);" },
        { HouseUses.ArchiveOpeners, "using var archive = new ZipArchive(stream, ZipArchiveMode.Read);" },
        { HouseUses.ArchiveOpeners, "ZipFile.ExtractToDirectory(file, folder);" },
        { HouseUses.OutgoingRequests, "using var http = new HttpClient();" },
        { HouseUses.OutgoingRequests, "services.AddHttpClient();" },
        { HouseUses.Sleeping, "Thread.Sleep(10);" },
        { HouseUses.Unfinished, "throw new NotImplementedException();" },
    };

    public static TheoryData<ForbiddenUse, string, string> NearMissesOfEach => new()
    {
        { HouseUses.WallClock, "src/Modules/Megalis.News/A.cs", "// DateTime.Now is forbidden\nvar x = \"DateTime.Now\" + clock.GetUtcNow();" },
        { HouseUses.SystemClock, "src/Megalis.Kernel/A.cs", "var x = TimeProvider.System;" },
        { HouseUses.RawSql, "src/Megalis.Kernel/Data/A.cs", "await rows.ExecuteUpdateAsync(x);" },
        { HouseUses.RawSql, "src/Modules/Megalis.News/A.cs", "builder.Sql(text); connection.ExecuteScalar();" },
        { HouseUses.HtmlParsers, "src/Megalis.Kernel/Security/A.cs", "var x = new HtmlParser();" },
        { HouseUses.XmlReaders, "src/Modules/Megalis.Helios/A.cs", "var x = new XDocument(new XElement(name)); XmlWriter.Create(stream);" },
        { HouseUses.ArchiveOpeners, "src/Modules/Megalis.Users/A.cs", "using var zip = new ZipArchive(stream, ZipArchiveMode.Create);" },
        { HouseUses.OutgoingRequests, "src/Modules/Megalis.News/A.cs", "Task SendAsync(HttpClient http) => http.GetAsync(url);" },
        { HouseUses.Sleeping, "src/Megalis.Kernel/A.cs", "Thread thread = new(Start);" },
    };

    [Theory, MemberData(nameof(OffencesOfEach))]
    public void Each_rule_sees_its_offence(ForbiddenUse rule, string code)
    {
        var offence = Assert.Single(rule.In(new SourceFile("src/Modules/Megalis.News/Offender.cs", $"\n{code}")).Take(1));

        Assert.StartsWith("src/Modules/Megalis.News/Offender.cs:2: ", offence, StringComparison.Ordinal);
        Assert.EndsWith(rule.Mend, offence, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(NearMissesOfEach))]
    public void Each_rule_lets_the_honest_pass(ForbiddenUse rule, string path, string code) =>
        Assert.Empty(rule.In(new SourceFile(path, code)));

    private static void AssertKept(ForbiddenUse rule) => Offences.AssertNone(SourceTree.Files.SelectMany(rule.In));
}

namespace Megalis.Architecture.Tests.Source;

/// <summary>What only one place may touch, place by place.</summary>
public static class HouseUses
{
    private const string Data = "src/Megalis.Kernel/Data/";
    private const string Security = "src/Megalis.Kernel/Security/";

    public static ForbiddenUse WallClock { get; } = new()
    {
        Rule = "Time comes from an injected TimeProvider.",
        Mend = "Take a TimeProvider in the constructor and ask GetUtcNow().",
        Within = ["src/", "tests/", "bench/"],
        Members = ["DateTime.Now", "DateTime.UtcNow", "DateTime.Today", "DateTimeOffset.Now", "DateTimeOffset.UtcNow"],
    };

    public static ForbiddenUse SystemClock { get; } = new()
    {
        Rule = "A module does not choose its clock: a test could not move it.",
        Mend = "Take a TimeProvider in the constructor.",
        Within = ["src/Modules/", "src/Themes/"],
        Members = ["TimeProvider.System"],
    };

    public static ForbiddenUse RawSql { get; } = new()
    {
        Rule = "Bulk updates and raw SQL slip past the tenant guard and the writer gate.",
        Mend = "Use the verb of Megalis.Kernel/Data, or load the rows and SaveChanges.",
        Within = ["src/"],
        Except = [Data],
        Calls = ["ExecuteUpdate*", "ExecuteDelete*", "FromSql*", "ExecuteSql*", "SqlQuery*"],
        Constructions = ["NpgsqlCommand", "SqliteCommand", "NpgsqlConnection", "SqliteConnection"],
    };

    public static ForbiddenUse HtmlParsers { get; } = new()
    {
        Rule = "There is one sanitiser.",
        Mend = "Use the one of Megalis.Kernel/Security.",
        Within = ["src/"],
        Except = [Security],
        Constructions = ["HtmlParser", "HtmlSanitizer"],
        Types = ["BrowsingContext"],
    };

    public static ForbiddenUse XmlReaders { get; } = new()
    {
        Rule = "XML is read without DTD, without external entities and within bounds.",
        Mend = "Ask the XML reader factory of Megalis.Kernel/Security for the reader.",
        Within = ["src/"],
        Except = [Security],
        Members =
        [
            "XmlReader.Create", "XDocument.Load", "XDocument.LoadAsync", "XDocument.Parse", "XElement.Load", "XElement.LoadAsync", "XElement.Parse",
            "XmlSchema.Read", "XmlDictionaryReader.CreateTextReader",
        ],
        Constructions = ["XmlDocument", "XmlTextReader", "XPathDocument", "XslCompiledTransform", "XmlDataDocument"],
    };

    /// <summary>Writing an archive is free: what is dangerous is to open someone else's.</summary>
    public static ForbiddenUse ArchiveOpeners { get; } = new()
    {
        Rule = "Archives are opened by one limiter: names, sizes, ratio and depth are checked there.",
        Mend = "Use the archive limiter of Megalis.Kernel/Security.",
        Within = ["src/"],
        Except = [Security],
        Constructions = ["ZipArchive", "TarReader"],
        Types = ["ZipFile", "TarFile"],
        OnlyIf = node => !node.ToString().Contains("ZipArchiveMode.Create", StringComparison.Ordinal),
    };

    public static ForbiddenUse OutgoingRequests { get; } = new()
    {
        Rule = "Requests to the outside go through one gate: it keeps them off the inner network, bounded in time and size.",
        Mend = "Ask the outgoing gate of Megalis.Kernel for the client.",
        Within = ["src/"],
        Except = [Security, "src/Megalis.Kernel/Http/"],
        Constructions = ["HttpClient", "HttpClientHandler", "SocketsHttpHandler", "WebClient"],
        Types = ["IHttpClientFactory", "HttpWebRequest"],
        Calls = ["AddHttpClient"],
    };

    public static ForbiddenUse Sleeping { get; } = new()
    {
        Rule = "A sleeping thread serves nobody, and a sleeping test proves nothing.",
        Mend = "Await the event, or Task.Delay with the TimeProvider.",
        Within = ["src/", "tests/", "bench/"],
        Members = ["Thread.Sleep"],
    };

    public static ForbiddenUse Unfinished { get; } = new()
    {
        Rule = "What is shipped is finished.",
        Mend = "Write it, or leave the feature out and say so in the changelog.",
        Within = ["src/", "tests/", "bench/"],
        Types = ["NotImplementedException"],
        Constructions = ["NotImplementedException"],
    };
}

namespace Megalis.Testing;

/// <summary>The two databases the product runs on: <c>[Theory, ClassData(typeof(BothDatabases))]</c> gives <c>"Sqlite"</c>, then <c>"Postgres"</c>.</summary>
public sealed class BothDatabases : TheoryData<string>
{
    public const string Sqlite = "Sqlite";
    public const string Postgres = "Postgres";

    public BothDatabases()
    {
        Add(Sqlite);
        Add(Postgres);
    }
}

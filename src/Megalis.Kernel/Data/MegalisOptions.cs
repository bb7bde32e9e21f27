using System.ComponentModel.DataAnnotations;

namespace Megalis.Kernel.Data;

/// <summary>The section <c>Megalis</c> of the configuration. docs/operations/configuration.md lists the same keys.</summary>
public sealed class MegalisOptions
{
    public const string Section = "Megalis";

    /// <summary>Files, keys and, for SQLite, the database. Nodes that share a database share this volume.</summary>
    [Required]
    public string DataPath { get; set; } = "App_Data";

    /// <summary>Indexes and caches of this node alone; may be deleted at any time. Empty: <c>cache</c> under DataPath.</summary>
    public string CachePath { get; set; } = "";

    /// <summary>The address under which people reach the portal.</summary>
    [Required, Url]
    public string PublicUrl { get; set; } = "http://localhost:5080";

    /// <summary>Addresses or networks of reverse proxies whose forwarded headers are believed; separated by spaces.</summary>
    public string TrustedProxies { get; set; } = "";

    public DatabaseOptions Database { get; set; } = new();

    public AutoSetupOptions AutoSetup { get; set; } = new();
}

/// <summary>The section <c>Megalis:Database</c>.</summary>
public sealed class DatabaseOptions
{
    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;

    /// <summary>Empty with SQLite: <c>megalis.db</c> under DataPath.</summary>
    public string ConnectionString { get; set; } = "";
}

/// <summary>The section <c>Megalis:AutoSetup</c>: the recipe of a first start.</summary>
public sealed class AutoSetupOptions
{
    /// <summary>A recipe file's name under <c>recipes/</c>, or a path. Empty in Production: <c>setup</c> is run by hand.</summary>
    public string Recipe { get; set; } = "";

    /// <summary>The password of the accounts that the recipe creates; empty: generated and printed once.</summary>
    public string Password { get; set; } = "";
}

public enum DatabaseProvider
{
    Sqlite,
    Postgres,
}

using Megalis.Kernel.Tenants;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Megalis.Kernel.Data;

/// <summary>Registers the database of the host: one context for each scope, on SQLite or PostgreSQL.</summary>
internal static class DataSetup
{
    public static IServiceCollection AddMegalisData(this IServiceCollection services)
    {
        services.AddSingleton<SharedSync>();
        services.AddSingleton<WriteGate>();
        services.AddSingleton<RawConnections>();
        services.AddSingleton(provider => new TableRegistry(provider.GetServices<ITables>()));
        services.AddSingleton<Migrator>();
        services.AddSingleton(provider => Options(provider));
        services.AddScoped<TenantContext>();
        services.AddScoped(provider => new MegalisDb(
            provider.GetRequiredService<DbContextOptions<MegalisDb>>(),
            provider.GetRequiredService<TenantContext>(),
            provider.GetRequiredService<WriteGate>(),
            provider.GetRequiredService<TableRegistry>(),
            provider.GetRequiredService<RawConnections>().IsPostgres));
        return services;
    }

    /// <summary>
    /// For the server: a client whose machine died is noticed within half a minute, not after the two hours of TCP, and what it
    /// held (the lead of the log, the turn to migrate, rows) is free again.
    /// </summary>
    private const string NoticeDeath = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3";

    public static string ConnectionString(MegalisOptions options) =>
        options.Database.Provider == DatabaseProvider.Postgres
            ? Prepared(options.Database.ConnectionString)
            : new SqliteConnectionStringBuilder(options.Database.ConnectionString.Length > 0
                ? options.Database.ConnectionString
                : $"Data Source={Path.Combine(options.DataPath, "megalis.db")}").ToString();

    /// <summary>
    /// Statements that come again are prepared: PostgreSQL parses and plans them once for each connection. Behind a pooler that hands a
    /// connection on after each transaction the operator says <c>Max Auto Prepare=0</c>. The operator's own <c>Options</c> are left as they are.
    /// </summary>
    private static string Prepared(string text)
    {
        var builder = new NpgsqlConnectionStringBuilder(text);
        if (!text.Contains("Auto Prepare", StringComparison.OrdinalIgnoreCase))
            builder.MaxAutoPrepare = 100;
        if (string.IsNullOrEmpty(builder.Options))
            builder.Options = NoticeDeath;
        return builder.ConnectionString;
    }

    private static DbContextOptions<MegalisDb> Options(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<MegalisOptions>>().Value;
        var builder = new DbContextOptionsBuilder<MegalisDb>();
        builder.ReplaceService<IModelCacheKeyFactory, ModelKey>();
        if (options.Database.Provider == DatabaseProvider.Postgres)
            builder.UseNpgsql(ConnectionString(options)).AddInterceptors(new RowSecurityInterceptor());
        else
            builder.UseSqlite(ConnectionString(options)).AddInterceptors(new SqlitePragmas());
        return builder.Options;
    }
}

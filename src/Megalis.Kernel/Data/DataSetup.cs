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
            provider.GetRequiredService<TableRegistry>()));
        return services;
    }

    public static string ConnectionString(MegalisOptions options) =>
        options.Database.Provider == DatabaseProvider.Postgres
            ? Prepared(options.Database.ConnectionString)
            : new SqliteConnectionStringBuilder(options.Database.ConnectionString.Length > 0
                ? options.Database.ConnectionString
                : $"Data Source={Path.Combine(options.DataPath, "megalis.db")}").ToString();

    /// <summary>
    /// Statements that come again are prepared: PostgreSQL parses and plans them once for each connection. Behind a pooler that hands a
    /// connection on after each transaction the operator says <c>Max Auto Prepare=0</c>.
    /// </summary>
    private static string Prepared(string text)
    {
        var builder = new NpgsqlConnectionStringBuilder(text);
        if (!text.Contains("Auto Prepare", StringComparison.OrdinalIgnoreCase))
            builder.MaxAutoPrepare = 100;
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

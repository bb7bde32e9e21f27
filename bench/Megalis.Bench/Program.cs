using Megalis.Bench;
using Megalis.Bench.Cases;

if (args is ["serve", .. var settings])
    return await BenchHost.ServeAsync(settings);

// The promises, in the order in which they are measured; `--database` says on what, where both make sense.
return await BenchRun.RunAsync(args,
[
    new("start", StartBench.RunAsync, SqliteOnly: true),
    new("tenants", TenantsBench.RunAsync),
    new("pages", PagesBench.RunAsync),
    new("deposits", DepositsBench.RunAsync),
]);

using Megalis.Bench;
using Megalis.Bench.Cases;
using Megalis.Bench.Search;

if (args is ["serve", .. var settings])
    return await BenchHost.ServeAsync(settings);

if (args is ["search", .. var files])
    return await SearchBench.RunAsync(files);

if (args is ["alerts", .. var saved])
    return await AlertsBench.RunAsync(saved);

// The promises, in the order in which they are measured; `--database` says on what, where both make sense.
return await BenchRun.RunAsync(args,
[
    new("start", StartBench.RunAsync, SqliteOnly: true),
    new("tenants", TenantsBench.RunAsync),
    new("pages", PagesBench.RunAsync),
    new("search-http", SearchHttpBench.RunAsync),
    new("queue", QueueBench.RunAsync),
    new("deposits", DepositsBench.RunAsync),
    new("workflow", WorkflowBench.RunAsync),
    new("workflow-faults", WorkflowFaultsBench.RunAsync, PostgresOnly: true),
]);

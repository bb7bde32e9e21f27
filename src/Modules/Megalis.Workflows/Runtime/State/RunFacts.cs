namespace Megalis.Workflows.Runtime.State;

/// <summary>What a step knows beside definition and state.</summary>
/// <param name="InstanceId">26 characters.</param>
/// <param name="Now">The instant of the step: every activity of it sees the same.</param>
/// <param name="Services">Of the tenant's scope and the step's transaction; null where nothing but pure activities run.</param>
internal sealed record RunFacts(string InstanceId, DateTimeOffset Now, IServiceProvider? Services);

namespace Megalis.Architecture.Tests.Contracts;

/// <summary>A public type where a module may have one; the rule's own test looks at it.</summary>
public sealed record ConsultationPublished(string Id);

namespace Megalis.Procurement.Domain;

/// <summary>
/// What the law or good practice would say of a consultation. It never blocks: the buyer answers for the choice, and
/// software that forbids what a judge would allow costs a procedure.
/// </summary>
/// <param name="Section">The section of the form that it stands beside: deadline, procedure, publicity, dce.</param>
/// <param name="Article">Where it is written, in French.</param>
/// <param name="IsAdvice">Good practice only.</param>
internal sealed record Warning(string Section, string Message, string Article, bool IsAdvice = false);

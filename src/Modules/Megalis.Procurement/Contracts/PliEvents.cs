using Megalis.Kernel.Queue;

namespace Megalis.Procurement.Contracts;

/// <summary>A pli was received, in time or late (CCP R. 2132-9, R. 2151-5). Delivered in the scope of the buyer's tenant.</summary>
/// <param name="PliId">26 characters.</param>
/// <param name="Reference">Of the consultation.</param>
[QueueKind("pli.deposited.v1", Label = "Suites du dépôt d'un pli", Discreet = true)]
public sealed record PliDeposited(string PliId, string Reference);

/// <summary>The plis of a consultation were opened; from now on its buyer may read them.</summary>
[QueueKind("plis.opened.v1", Label = "Suites de l'ouverture des plis")]
public sealed record PlisOpened(string ConsultationId, string Reference);

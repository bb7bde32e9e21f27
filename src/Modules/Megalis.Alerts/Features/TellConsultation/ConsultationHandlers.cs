using System.Globalization;
using Megalis.Alerts.Domain;
using Megalis.Kernel.Data;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Search;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Alerts.Features.TellConsultation;

/// <summary>
/// An event of a buyer becomes work of the portal, in the one transaction that ends the event: searches and their owners are the
/// region's, and a mail that fails must not stand on the buyer's screen. Without alerts on the portal there is nothing to do.
/// </summary>
internal sealed class ToPortal(IServiceProvider services, TenantStore tenants, MegalisDb db)
{
    public async Task AddAsync(TellAlerts work, CancellationToken stop)
    {
        if (!tenants.Default.Has(AlertsFeature.Id))
            return;
        await using var portal = await TenantScope.JoinAsync(services, tenants.Default, db, stop);
        portal.Services.GetRequiredService<Outbox>().Add(work);
        await portal.Db.SaveChangesAsync(stop);
    }
}

internal sealed class OnPublished(ToPortal portal) : IHandle<ConsultationPublished>
{
    public Task HandleAsync(ConsultationPublished payload, CancellationToken stop) =>
        portal.AddAsync(new TellAlerts(payload.ConsultationId, payload.Reference, AlertMatch.New, ""), stop);
}

internal sealed class OnChanged(ToPortal portal) : IHandle<ConsultationChanged>
{
    public Task HandleAsync(ConsultationChanged payload, CancellationToken stop) =>
        portal.AddAsync(new TellAlerts(payload.ConsultationId, payload.Reference, OccasionOf(payload), payload.Summary), stop);

    /// <summary>Two changes may be described by the same words, or happen at the same microsecond; hardly both.</summary>
    private static string OccasionOf(ConsultationChanged payload) =>
        string.Create(CultureInfo.InvariantCulture, $"{AlertMatch.Changed}{IndexDocument.Microseconds(payload.At)}:{SavedSearch.HashOf(payload.Summary)[..16]}");
}

internal sealed class OnCancelled(ToPortal portal) : IHandle<ConsultationCancelled>
{
    public Task HandleAsync(ConsultationCancelled payload, CancellationToken stop) =>
        portal.AddAsync(new TellAlerts(payload.ConsultationId, payload.Reference, AlertMatch.Cancelled, payload.Reason), stop);
}

internal static class AlertsFeature
{
    public const string Id = "Megalis.Alerts";
}

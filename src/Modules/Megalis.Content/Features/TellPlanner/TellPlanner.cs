using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Data;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Mail;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Tenants;
using Megalis.Users.Contracts;

namespace Megalis.Content.Features.TellPlanner;

/// <summary>Who planned a publication that did not happen reads so by mail: nobody looks at a page of which they think that it is done.</summary>
internal sealed class TellPlanner(ContentStore content, Accounts accounts, MailOutbox mails, Texts texts, TenantContext tenant, TenantStore tenants, MegalisDb db) : IHandle<ContentScheduleFailed>
{
    public async Task HandleAsync(ContentScheduleFailed payload, CancellationToken stop)
    {
        if (payload.AccountId.Length == 0 || await accounts.FindAsync(payload.AccountId, stop) is not { IsErased: false } planner || !MailMessage.IsAddress(planner.Email))
            return;
        var title = (await content.GetAsync(payload.ContentItemId, VersionOptions.Latest, stop))?.DisplayText ?? payload.ContentItemId;
        var first = payload.Action == ContentScheduleAction.Publish
            ? texts["La publication prévue de « {0} » n’a pas pu se faire.", title]
            : texts["Le retrait prévu de « {0} » n’a pas pu se faire.", title];
        mails.Send(new MailMessage(
            planner.Email, first,
            $"{texts["Bonjour,"]}\n\n{first}\n\n{payload.Reason}\n\n{tenants.CanonicalUrl(tenant.Tenant)}/admin/contenus/{payload.ContentItemId}\n"));
        await db.SaveChangesAsync(stop);
    }
}

using System.Globalization;
using System.Text;
using Megalis.Alerts.Features.SendDigest;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Tenants;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Alerts.Tests;

/// <summary>What tests of alerts begin with: somebody who asks, a buyer who publishes, a morning that comes.</summary>
internal static class Alerting
{
    public const string Password = "quatre mots au hasard";
    public const string AtOnce = "Tout de suite, à chaque publication";
    public const string Daily = "Une fois par jour, à 7 heures";
    public const string Weekly = "Une fois par semaine, le lundi à 7 heures";

    private static int _count;
    private static int _siren = 20_000_000;

    /// <summary>Lower-case letters that no other test uses: a word that only one's own consultations have.</summary>
    public static string NewWord() => "zyg" + string.Concat(Interlocked.Increment(ref _count).ToString("D3", CultureInfo.InvariantCulture).Select(digit => (char)('b' + (digit - '0') * 2))) + "ique";

    public static string NewAddress() => string.Create(CultureInfo.InvariantCulture, $"personne{Interlocked.Increment(ref _count)}@artisan.example");

    public static async Task<(SiteClient Client, Tenant Tenant)> BuyerAsync(this SiteFixture site)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"commune{Interlocked.Increment(ref _count)}");
        var tenant = await site.AddTenantAsync(name, $"Commune de {name}");
        return (await site.SignInAsync($"{name}.localhost", "Anne Le Goff", "PublishConsultations"), tenant);
    }

    public static async Task<string> PublishAsync(SiteClient buyer, string objet, string deadline = "2027-05-31T12:00", string commune = "Vannes")
    {
        var form = (await buyer.GetAsync("/achats/nouvelle")).Form("Enregistrer le brouillon")
            .Fill("Objet", objet).Check("Travaux", "Nature").Fill("Commune où le marché s’exécute", commune)
            .Fill("Date et heure limites de remise des plis", deadline)
            .Attach("Dossier de consultation (DCE)", "CCTP.pdf", Encoding.UTF8.GetBytes("Clauses techniques"));
        var reference = (await form.SubmitAsync()).ShouldShow("est créé").Url.Segments[^1];
        (await (await buyer.GetAsync($"/achats/{reference}/publier")).Form("Publier maintenant").SubmitAsync()).ShouldShow("est publiée");
        return reference;
    }

    public static async Task ExtendAsync(SiteClient buyer, string reference, string deadline, string reason) =>
        (await (await buyer.GetAsync($"/achats/{reference}/date-limite")).Form("Changer la date limite").Fill("Nouvelle date limite", deadline).Fill("Motif", reason).SubmitAsync())
        .ShouldShow("La date limite est maintenant");

    public static async Task CancelAsync(SiteClient buyer, string reference, string reason) =>
        await (await (await buyer.GetAsync($"/achats/{reference}")).FollowAsync("Déclarer sans suite")).Form("Déclarer sans suite").Fill("Motif", reason).SubmitAsync();

    /// <summary>A visitor without an account asks; the mail is on its way.</summary>
    public static async Task<Page> AskAsync(this SiteFixture site, string query, string email, string rhythm = AtOnce, string? name = null, string host = "localhost")
    {
        var form = (await site.Visit(host).GetAsync("/alertes/nouvelle" + query)).Form("Me prévenir").Check(rhythm, "Quand vous prévenir").Fill("Adresse électronique", email);
        if (name is not null)
            form.Fill("Nom de l’alerte", name);
        return await form.SubmitAsync();
    }

    /// <summary>A visitor asks and says yes by the link of the mail.</summary>
    public static async Task SubscribeAsync(this SiteFixture site, string query, string email, string rhythm = AtOnce, string? name = null, string host = "localhost")
    {
        (await site.AskAsync(query, email, rhythm, name, host)).ShouldShow("Un courriel part vers");
        var mail = (await site.MailsAsync(email)).Last(m => m.Subject.StartsWith("Confirmez", StringComparison.Ordinal));
        (await (await site.Visit().GetAsync(mail.Link)).Form("Oui, me prévenir").SubmitAsync()).ShouldShow("Votre alerte est en route");
    }

    /// <summary>Mails about consultations, without those that ask for a yes.</summary>
    public static async Task<IReadOnlyList<ReceivedMail>> AlertsAsync(this SiteFixture site, string email) =>
        [.. (await site.MailsAsync(email)).Where(m => m.Headers.ContainsKey("List-Unsubscribe"))];

    /// <summary>The clock goes on to this hour of Paris, and the job that looks for digests has looked.</summary>
    public static async Task MorningAsync(this SiteFixture site, DateTimeOffset instant)
    {
        await site.WhenQuietAsync();
        if (instant > site.Clock.GetUtcNow())
            site.Clock.Set(instant);
        await site.AddAsync(new DigestTick());
        await site.WhenQuietAsync(60);
    }

    public static async Task AddAsync<T>(this SiteFixture site, T payload, string host = "localhost") where T : class
    {
        await using var scope = site.Enter(host);
        scope.Services.GetRequiredService<Outbox>().Add(payload);
        await scope.Db.SaveChangesAsync();
    }

    /// <summary>Someone with an account, signed in on the portal.</summary>
    public static async Task<SiteClient> SignUpAsync(this SiteFixture site, string email, bool confirmed = true)
    {
        var client = site.Visit();
        (await (await client.GetAsync("/inscription")).Form("Créer le compte")
            .Fill("Prénom et nom", "Yann Kerbrat").Fill("Adresse électronique", email).Fill("Mot de passe", Password)
            .Fill("Numéro SIRET", NewSiret()).Fill("Nom ou raison sociale", "Couverture Kerbrat").SubmitAsync()).ShouldShow("Votre compte est ouvert");
        if (confirmed)
            (await (await client.GetAsync((await site.MailsAsync(email)).Single(m => m.Subject.StartsWith("Confirmez votre adresse", StringComparison.Ordinal)).Link)).Form("Oui, confirmer").SubmitAsync()).ShouldShow("Votre adresse est confirmée");
        return client;
    }

    public static async Task SaveAsync(SiteClient client, string query, string rhythm = AtOnce, string? name = null)
    {
        var form = (await client.GetAsync("/alertes/nouvelle" + query)).Form("Me prévenir").Check(rhythm, "Quand vous prévenir");
        if (name is not null)
            form.Fill("Nom de l’alerte", name);
        (await form.SubmitAsync()).ShouldShow("C’est enregistré");
    }

    /// <summary>The address in angle brackets that a mail program would post to.</summary>
    public static string OneClick(ReceivedMail mail) => new Uri(mail.Headers["List-Unsubscribe"].Trim('<', '>')).PathAndQuery;

    public static Task<Page> ClickAsync(this SiteFixture site, ReceivedMail mail) =>
        site.Visit().PostAsync(OneClick(mail), new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]));

    private static string NewSiret()
    {
        var first = WithKey(Interlocked.Increment(ref _siren).ToString(CultureInfo.InvariantCulture));
        return WithKey(first + "0001");
    }

    private static string WithKey(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var weighted = (digits[^(i + 1)] - '0') * (i % 2 == 0 ? 2 : 1);
            sum += weighted > 9 ? weighted - 9 : weighted;
        }

        return digits + ((10 - (sum % 10)) % 10).ToString(CultureInfo.InvariantCulture);
    }
}

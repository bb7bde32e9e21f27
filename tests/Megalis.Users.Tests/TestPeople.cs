using System.Globalization;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Testing;
using Megalis.Users.Access;
using Megalis.Users.Domain;
using Megalis.Users.Domain.Entreprises;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Users.Tests;

/// <summary>Accounts laid directly, and the ways in that most tests begin with.</summary>
internal static class TestPeople
{
    public const string Password = "quatre mots au hasard";

    private static int siren = 10_000_000;

    /// <summary>An account that may sign in with <see cref="Password"/>.</summary>
    public static async Task<Account> AddAccountAsync(this SiteFixture site, string email, string name = "Anne Le Goff", bool confirmed = true, bool demo = false)
    {
        await using var scope = site.Enter();
        var account = Account.Open(email, name, site.Clock.GetUtcNow(), demo);
        account.PasswordHash = scope.Services.GetRequiredService<Passwords>().Hash(account, Password);
        if (confirmed)
            account.ConfirmEmail(site.Clock.GetUtcNow());
        scope.Db.Add(account);
        await scope.Db.SaveChangesAsync();
        return account;
    }

    /// <summary>Makes an account a member of a tenant with a role that holds these permissions.</summary>
    public static async Task AddMemberAsync(this SiteFixture site, Account account, Tenant tenant, string role, params string[] permissions)
    {
        await using var scope = TenantScope.Enter(site.Services, tenant);
        if (!await scope.Db.Set<Role>().AnyAsync(r => r.Name == role))
            scope.Db.Add(new Role { TenantId = tenant.Id, Name = role, Permissions = string.Join(' ', permissions) });
        scope.Db.Add(new Membership { AccountId = account.Id, TenantId = tenant.Id, Roles = role, Since = site.Clock.GetUtcNow() });
        await scope.Db.SaveChangesAsync();
    }

    public static async Task<Page> SignInAsync(this SiteClient client, string email, string password = Password, string path = "/connexion") =>
        await (await client.GetAsync(path)).Form("Se connecter").Fill("Adresse électronique", email).Fill("Mot de passe", password).SubmitAsync();

    /// <summary>The second factor, switched on as the page does.</summary>
    public static async Task<(byte[] Secret, IReadOnlyList<string> Codes)> EnableTwoFactorAsync(this SiteFixture site, Account account)
    {
        await using var scope = site.Enter();
        var factors = scope.Services.GetRequiredService<TwoFactors>();
        var secret = (await factors.PendingSecretAsync(account.Id))!;
        var codes = await factors.EnableAsync(account.Id, Totp.Compute(secret, Totp.StepOf(site.Clock.GetUtcNow())));
        return (secret, codes!);
    }

    /// <summary>Someone who signed in on the portal through its page, and stays there.</summary>
    public static async Task<SiteClient> SignedInAsync(this SiteFixture site, string email)
    {
        var client = site.Visit();
        (await client.SignInAsync(email, path: "/connexion?retour=/compte")).ShouldNotShow("incorrect");
        return client;
    }

    public static async Task<Page> SignUpAsync(this SiteClient client, string email, string siret, string name = "Yann Kerbrat", string path = "/inscription") =>
        await (await client.GetAsync(path)).Form("Créer le compte")
            .Fill("Prénom et nom", name).Fill("Adresse électronique", email).Fill("Mot de passe", Password)
            .Fill("Numéro SIRET", siret).Fill("Nom ou raison sociale", "Menuiserie Kerbrat").SubmitAsync();

    /// <summary>A post that no button of the page makes, with the page's own antiforgery token: what a person can do with tools.</summary>
    public static Task<Page> ForgeAsync(this SiteClient client, Page page, string url, params (string Name, string Value)[] fields)
    {
        var token = page.Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        return client.PostAsync(url, new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", token)).Select(f => KeyValuePair.Create(f.Item1, f.Item2))));
    }

    /// <summary>A SIRET that nobody else of this run has, with both keys right.</summary>
    public static string NewSiret()
    {
        var first = WithKey(Interlocked.Increment(ref siren).ToString(CultureInfo.InvariantCulture));
        return WithKey(first + "0001");
    }

    public static async Task<EntrepriseMember> MemberAsync(this SiteFixture site, string email)
    {
        await using var scope = site.Enter();
        return await (from m in scope.Db.Set<EntrepriseMember>()
                      join a in scope.Db.Set<Account>() on m.AccountId equals a.Id
                      where a.Email == email
                      select m).AsNoTracking().SingleAsync();
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

using Megalis.Kernel.Data;
using Megalis.Users.Domain;
using Megalis.Users.Domain.Agents;
using Megalis.Users.Domain.Entreprises;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Data;

/// <summary>Host tables: an account is one person for all tenants.</summary>
internal sealed class UsersTables : ITables
{
    public void Describe(ModelBuilder model)
    {
        model.Entity<Account>(a =>
        {
            a.HasIndex(x => x.EmailFolded).IsUnique();
            a.HasIndex(x => x.DisplayNameFolded);
        });
        model.Entity<AccountDisabling>().HasKey(d => d.AccountId);
        SignIn(model);
        Agents(model);
        Entreprises(model);
    }

    private static void SignIn(ModelBuilder model)
    {
        model.Entity<AccountSession>(s =>
        {
            s.HasIndex(x => x.AccountId);
            s.HasIndex(x => x.ParentId);
        });
        model.Entity<TwoFactor>().HasKey(t => t.AccountId);
        model.Entity<RecoveryCode>().HasKey(r => new { r.AccountId, r.Hash });
        model.Entity<OneTimeToken>(t =>
        {
            t.HasKey(x => x.Hash);
            t.HasIndex(x => new { x.AccountId, x.Kind });
            t.HasIndex(x => x.ExpiresAt);
        });
        model.Entity<ThrottleRow>().HasKey(t => t.Key);
    }

    private static void Agents(ModelBuilder model)
    {
        model.Entity<Invitation>(i =>
        {
            i.HasIndex(x => x.Hash).IsUnique();
            i.HasIndex(x => new { x.TenantId, x.EmailFolded });
        });
        model.Entity<MembershipSuspension>(m =>
        {
            m.HasKey(x => new { x.AccountId, x.TenantId });
            m.HasIndex(x => x.TenantId);
        });
    }

    private static void Entreprises(ModelBuilder model)
    {
        model.Entity<Entreprise>(e =>
        {
            e.HasIndex(x => new { x.IdType, x.Identifier, x.Country }).IsUnique();
            e.HasIndex(x => x.NameFolded);
            e.Ignore(x => x.Number);
        });
        model.Entity<EntrepriseMember>(m =>
        {
            m.HasKey(x => x.AccountId);
            m.HasIndex(x => x.EntrepriseId);
            m.Ignore(x => x.IsManager);
        });
    }
}

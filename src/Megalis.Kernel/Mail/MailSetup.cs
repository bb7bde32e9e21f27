using Megalis.Kernel.Data;
using Megalis.Kernel.Queue;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Megalis.Kernel.Mail;

/// <summary>Registers the mailer that <c>Megalis:Mail:Mode</c> names.</summary>
internal static class MailSetup
{
    public static IServiceCollection AddMegalisMail(this IServiceCollection services)
    {
        services.AddOptions<MailOptions>().BindConfiguration(MailOptions.Section)
            .Validate(o => IsAddress(o.From), "Megalis:Mail:From is no mail address.")
            .Validate(o => o.Mode != MailMode.Smtp || o.Host.Length > 0, "Megalis:Mail:Host is missing.")
            .Validate(o => o.TimeoutSeconds > 0, "Megalis:Mail:TimeoutSeconds is not positive.")
            .ValidateOnStart();
        services.AddSingleton<IMailer>(provider =>
        {
            var (mail, clock) = (provider.GetRequiredService<IOptions<MailOptions>>(), provider.GetRequiredService<TimeProvider>());
            return mail.Value.Mode == MailMode.Smtp
                ? new SmtpMailer(mail, clock)
                : new DropFolderMailer(mail, provider.GetRequiredService<IOptions<MegalisOptions>>().Value.DataPath, clock);
        });
        services.AddScoped(provider => new MailOutbox(provider.GetRequiredService<Outbox>()));
        return services;
    }

    private static bool IsAddress(string from)
    {
        try
        {
            return MailMessage.RequireAddress(from, "") is not null;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}

using Megalis.Kernel.Data;
using Megalis.Kernel.Files;
using Megalis.Kernel.Mail;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tests.Files;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Megalis.Kernel.Tests.Mail;

public class SetupTests
{
    [Fact]
    public async Task Without_a_word_of_configuration_mails_are_files_and_nobody_is_called()
    {
        using var data = new TempFolder();
        await using var services = Services(("Megalis:DataPath", data.Path), ("Megalis:Mail:DropFolder", ""));
        await services.GetRequiredService<IMailer>().SendAsync(new MailMessage("a@b.example", "Objet", "Texte"), default);
        Assert.StartsWith(Path.Combine(data.Path, "courriers"), Assert.Single(data.Everything()), StringComparison.Ordinal);
        using var client = services.GetRequiredService<OutgoingGate>().Client();
        await Assert.ThrowsAsync<OutgoingRefusedException>(() => client.GetAsync(new Uri("http://localhost:1/")));
    }

    [Fact]
    public async Task Smtp_is_chosen_by_its_word()
    {
        await using var server = new TinySmtpServer();
        await using var services = Services(("Megalis:Mail:Mode", "Smtp"), ("Megalis:Mail:Host", "127.0.0.1"), ("Megalis:Mail:Port", $"{server.Port}"),
            ("Megalis:Mail:UseTls", "false"), ("Megalis:Mail:From", "x@marches.example.bzh"));
        await services.GetRequiredService<IMailer>().SendAsync(new MailMessage("a@b.example", "Objet", "Texte"), default);
        Assert.Single(server.Mails);
    }

    [Fact]
    public async Task Files_and_their_janitor_share_the_data_folder()
    {
        using var data = new TempFolder();
        await using var services = Services(("Megalis:DataPath", data.Path));
        await services.GetRequiredService<IFileStore>().SaveAsync(1, new MemoryStream([1]), 10, default);
        var report = await services.GetRequiredService<FileJanitor>().SweepAsync((_, ids, _) => Task.FromResult<IReadOnlySet<string>>(ids.ToHashSet()), default);
        Assert.Equal(1, report.Seen);
    }

    [Theory]
    [InlineData("Megalis:Mail:From", "personne")]
    [InlineData("Megalis:Mail:TimeoutSeconds", "0")]
    public async Task A_wrong_mail_key_is_named(string key, string value)
    {
        await using var services = Services((key, value));
        var error = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<MailOptions>>().Value);
        Assert.Contains(key, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_list_of_hosts_is_named()
    {
        await using var services = Services(("Megalis:Outgoing:AllowedHosts", "https://a.example/"));
        var error = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<OutgoingGate>());
        Assert.Contains("Megalis:Outgoing:AllowedHosts", error.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Services(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration).AddSingleton(TimeProvider.System);
        services.AddOptions<MegalisOptions>().BindConfiguration(MegalisOptions.Section);
        return services.AddMegalisMail().AddMegalisFiles().AddMegalisOutgoing().BuildServiceProvider();
    }
}

using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Security;

/// <summary>Registers the gate; a list that cannot be read stops the boot.</summary>
internal static class OutgoingSetup
{
    public static IServiceCollection AddMegalisOutgoing(this IServiceCollection services)
    {
        services.AddOptions<OutgoingOptions>().BindConfiguration(OutgoingOptions.Section).Validate(o => IsReadable(o.AllowedHosts), "Megalis:Outgoing:AllowedHosts holds what is no host, address or network.").ValidateOnStart();
        return services.AddSingleton<OutgoingGate>(provider => new OutgoingGate(provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<OutgoingOptions>>()));
    }

    private static bool IsReadable(string list)
    {
        try
        {
            return new AllowedHosts(list) is not null;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}

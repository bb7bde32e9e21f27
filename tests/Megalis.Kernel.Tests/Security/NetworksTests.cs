using System.Net;
using Megalis.Kernel.Security;

namespace Megalis.Kernel.Tests.Security;

public sealed class NetworksTests
{
    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:1:2::1", "20010db800010002")]
    [InlineData("2001:db8:1:2:ffff::9", "20010db800010002")]
    [InlineData("2001:db8:1:3::1", "20010db800010003")]
    public void A_line_counts_under_one_name_whatever_address_it_takes(string address, string network) =>
        Assert.Equal(network, Networks.Of(IPAddress.Parse(address)));

    [Fact]
    public void Without_an_address_all_count_together() => Assert.Equal("-", Networks.Of((IPAddress?)null));
}

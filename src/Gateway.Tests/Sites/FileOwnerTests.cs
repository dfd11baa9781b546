using Gateway.Sites;
using Xunit;

namespace Gateway.Tests.Sites;

/// <summary>Who may change a file that the configuration names from elsewhere: <c>sudo gateway check</c> and <c>serve</c> as the service's user agree.</summary>
public sealed class FileOwnerTests
{
    private const uint Root = 0;
    private const uint Service = 990;
    private const uint Other = 1000;

    [Theory]
    [InlineData(Root, Service, Root, Service, false)]
    [InlineData(Service, Service, Root, Service, false)]    // as the service: its own
    [InlineData(Service, Root, Root, Service, false)]       // as root, in the service's place
    [InlineData(Service, Root, Root, null, true)]           // there is no such user
    [InlineData(Service, Other, Root, Service, true)]       // somebody else's Gateway: the service is a stranger to it
    [InlineData(Other, Root, Root, Service, true)]
    [InlineData(Other, Service, Root, Service, true)]
    [InlineData(Other, Root, Other, Service, false)]        // whose folder it is
    [InlineData(Other, Other, Root, null, false)]
    [InlineData(Other, null, null, null, true)]
    [InlineData(Root, null, null, null, false)]
    public void Strangers_are_all_but_root_oneself_the_folders_owner_and_to_root_the_service(uint owner, uint? self, uint? folder, uint? service, bool isStranger) =>
        Assert.Equal(isStranger, FileOwner.IsStranger(owner, self, folder, service));

    [Theory]
    [InlineData("root:x:0:0:root:/root:/bin/bash\ngateway:x:990:990::/home/gateway:/usr/sbin/nologin\n", 990u)]
    [InlineData("gateway-old:x:991:991::/:/bin/sh\nGateway:x:992:992::/:/bin/sh\n", null)]
    [InlineData("gateway:x:-1:1::/:/bin/sh\n", null)]
    [InlineData("gateway:x\n", null)]
    [InlineData("", null)]
    public void Service_is_the_account_of_its_name(string accounts, uint? user) => Assert.Equal(user, FileOwner.ServiceUserOf(accounts.Split('\n')));
}

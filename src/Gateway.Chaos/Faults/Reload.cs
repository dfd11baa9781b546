using Gateway.Chaos.Load;
using Gateway.Chaos.Parts;

namespace Gateway.Chaos.Faults;

/// <summary>Closes and opens a folder by a reload of every node. What is right is known again when each has shown it.</summary>
internal sealed class Reload(Field field, Folder folder, Balancer balancer)
{
    public async Task ToAsync(bool isClosed)
    {
        folder.IsClosed = null;
        field.Site.IsClosed = isClosed;
        foreach (var node in field.Nodes) await node.ReloadAsync();
        for (var node = 0; node < field.Nodes.Count; node++)
        {
            var asked = node;
            await Wait.UntilAsync(async () => await Visitor.IsAskedToSignInAsync(balancer, asked) != isClosed, "the reload is done");
        }

        folder.IsClosed = isClosed;
    }
}

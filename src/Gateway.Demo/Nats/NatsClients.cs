using System.Collections.Concurrent;

namespace Gateway.Demo.Nats;

/// <summary>The clients by id. A test puts one in once its Gateway knows its port.</summary>
internal sealed class NatsClients
{
    private readonly ConcurrentDictionary<string, NatsClient> _clients = new(StringComparer.Ordinal);

    public NatsClients(IEnumerable<NatsClient> clients)
    {
        foreach (var client in clients) Put(client);
    }

    public NatsClient? Find(string? id) => id is null ? null : _clients.GetValueOrDefault(id);

    /// <summary>Adds a client, or replaces the one of the same id.</summary>
    public void Put(NatsClient client) => _clients[client.Id] = client;
}

using Fanout.Services.Doors;

namespace Fanout.Services.Redis;

/// <summary>
/// A Redis as one process sees it: a door before each of its servers, Sentinels among them, and no way past them. What goes
/// wrong at one view goes wrong for that process alone.
/// </summary>
public sealed class RedisView : IAsyncDisposable
{
    private readonly Dictionary<RedisServer, Door> _doors = [];

    /// <param name="servers">All that a client may hear of.</param>
    public RedisView(params IEnumerable<RedisServer> servers)
    {
        var names = new PortNames();
        foreach (var server in servers)
        {
            var door = Door.OpenToRedis(server.Port, names);
            _doors.Add(server, door);
            names.Add(server.Port, door.Port);
        }
    }

    public IEnumerable<Door> Doors => _doors.Values;

    public Door DoorTo(RedisServer server) => _doors[server];

    public async ValueTask DisposeAsync()
    {
        foreach (var door in Doors)
            await door.DisposeAsync();
    }
}

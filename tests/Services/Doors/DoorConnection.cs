using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Fanout.Services.Doors;

/// <summary>One connection through a <see cref="Door"/>: two pumps, each with a short queue of what is on its way.</summary>
internal sealed class DoorConnection(Door door, Socket client, RedisTraffic? redis) : IDisposable
{
    private const int ChunkSize = 64 * 1024;
    private const int ChunksMax = 4;  // then the sender is left waiting, as by a full network

    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly CancellationTokenSource _cut = new();

    public bool IsSubscriber => redis is { IsSubscriber: true };

    /// <summary>Returns when both ends have closed, or one of them broke, or it was cut.</summary>
    public async Task RunAsync()
    {
        try
        {
            client.NoDelay = true;
            await door.MayPassAsync(this, DoorTraffic.ToServer, since: null, _cut.Token);
            await _server.ConnectAsync(IPAddress.Loopback, door.TargetPort, _cut.Token);
            await Task.WhenAll(
                CutOnFailure(PumpAsync(client, _server, DoorTraffic.ToServer)),
                CutOnFailure(PumpAsync(_server, client, DoorTraffic.ToClient)));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One end broke, or it was cut: so are both.
        }
    }

    /// <summary>Ends it with a reset at both ends; what was on its way is lost.</summary>
    public void Cut() => _cut.Cancel();

    public void Dispose()
    {
        foreach (var end in new[] { client, _server })
        {
            end.LingerState = new LingerOption(true, 0);
            end.Dispose();
        }
        _cut.Dispose();
    }

    private async Task CutOnFailure(Task pumps)
    {
        try
        {
            await pumps;
        }
        catch
        {
            Cut();
            throw;
        }
    }

    private Task PumpAsync(Socket from, Socket to, DoorTraffic way)
    {
        var underWay = Channel.CreateBounded<Chunk>(ChunksMax);
        return Task.WhenAll(
            CutOnFailure(TakeAsync(from, way, underWay.Writer)), CutOnFailure(GiveAsync(to, way, underWay.Reader)));
    }

    private async Task TakeAsync(Socket from, DoorTraffic way, ChannelWriter<Chunk> underWay)
    {
        var buffer = new byte[ChunkSize];
        while (await from.ReceiveAsync(buffer, _cut.Token) is var count and > 0)
        {
            var bytes = Inspect(buffer.AsSpan(0, count), way);
            if (bytes.Length > 0)
                await underWay.WriteAsync(new(bytes, TimeProvider.System.GetTimestamp()), _cut.Token);
        }
        underWay.Complete();
    }

    private async Task GiveAsync(Socket to, DoorTraffic way, ChannelReader<Chunk> underWay)
    {
        await foreach (var chunk in underWay.ReadAllAsync(_cut.Token))
        {
            await door.MayPassAsync(this, way, chunk.Arrived, _cut.Token);
            for (var rest = chunk.Bytes.AsMemory(); rest.Length > 0;)
                rest = rest[await to.SendAsync(rest, _cut.Token)..];
        }
        await door.MayPassAsync(this, way, since: null, _cut.Token);
        to.Shutdown(SocketShutdown.Send);
    }

    private byte[] Inspect(Span<byte> bytes, DoorTraffic way)
    {
        if (redis is null)
            return bytes.ToArray();
        if (way == DoorTraffic.ToClient)
            return redis.Frames(bytes, door.IsMuted);
        redis.Watch(bytes);
        return bytes.ToArray();
    }

    /// <param name="Arrived">As <see cref="TimeProvider.GetTimestamp"/> says it.</param>
    private readonly record struct Chunk(byte[] Bytes, long Arrived);
}

using System.IO.Compression;
using System.Security.Cryptography;
using Fanout.Perf.Contenders;

namespace Fanout.Perf.Abuse;

/// <summary>What bad peers do to a server.</summary>
internal static class Attacks
{
    private const byte Text = 0x81;
    private const byte Binary = 0x82;
    private const byte DeflatedText = 0xC1;
    private const int TopicsPerFrame = 500;
    private const int BombBytes = 64 << 20; // inflated
    private const int ReceiveBytesMin = 4096;

    private static readonly TimeSpan SlowPause = TimeSpan.FromSeconds(1); // between two bytes

    private static readonly byte[] MadeUpTopics = Subscription.To(Enumerable.Range(0, TopicsPerFrame).Select(static topic => $"board/team/{topic}"));

    private static readonly byte[] Bomb = Deflate(BombBytes);

    /// <summary>All of them, one after the other.</summary>
    /// <param name="topics">What there is to read.</param>
    public static IReadOnlyList<Attack> All(IEnumerable<string> topics)
    {
        var everything = Subscription.To(topics);
        return
        [
            new("handshakes as fast as they go", 64, HandshakesAsync),
            new("subscribing without end", 50, SubscribesAsync),
            new("5,000 heads, a byte a second", 5000, SlowHeadAsync),
            new("garbage", 64, GarbageAsync),
            new("frames of 4 EiB", 64, GiantsAsync),
            new("500 that never read", 500, (port, peer, attack, stop) => NeverReadAsync(port, peer, everything, attack, stop)),
            new("64 MiB in 64 KiB", 32, BombsAsync),
            new("coming and going", 200, (port, peer, attack, stop) => ComeAndGoAsync(port, peer, everything, attack, stop)),
        ];
    }

    private static async Task HandshakesAsync(int port, int peer, Attack attack, CancellationToken stop)
    {
        using var bad = await BadPeer.ConnectAsync(port, peer, 0, stop);
        attack.Count($"× {await bad.OpenAsync(deflate: false, stop)}");
    }

    private static async Task SubscribesAsync(int port, int peer, Attack attack, CancellationToken stop)
    {
        using var bad = await OpenAsync(port, peer, 0, deflate: false, attack, stop);
        if (bad is null)
            return;
        var over = bad.HearOutAsync(stop);
        while (!over.IsCompleted)
        {
            await bad.SendFrameAsync(Binary, MadeUpTopics, null, stop);
            attack.Count("frames of 500 topics");
        }
        await over;
        attack.Count("times thrown out");
    }

    private static async Task SlowHeadAsync(int port, int peer, Attack attack, CancellationToken stop)
    {
        using var bad = await BadPeer.ConnectAsync(port, peer, 0, stop);
        attack.Count("connections");
        foreach (var one in "GET /v1/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nX-Slow: "u8.ToArray())
        {
            await bad.SendAsync(new[] { one }, stop);
            await Task.Delay(SlowPause, TimeProvider.System, stop);
        }
    }

    private static async Task GarbageAsync(int port, int peer, Attack attack, CancellationToken stop)
    {
        using var bad = await OpenAsync(port, peer, 0, deflate: false, attack, stop);
        if (bad is null)
            return;
        await bad.SendAsync(RandomNumberGenerator.GetBytes(4096), stop);
        await bad.HearOutAsync(stop);
        attack.Count("times thrown out");
    }

    private static async Task GiantsAsync(int port, int peer, Attack attack, CancellationToken stop)
    {
        using var bad = await OpenAsync(port, peer, 0, deflate: false, attack, stop);
        if (bad is null)
            return;
        await bad.SendFrameAsync(Text, new byte[64 << 10], 1UL << 62, stop);
        await bad.HearOutAsync(stop);
        attack.Count("times thrown out");
    }

    private static async Task NeverReadAsync(int port, int peer, byte[] everything, Attack attack, CancellationToken stop)
    {
        using var bad = await OpenAsync(port, peer, ReceiveBytesMin, deflate: false, attack, stop);
        if (bad is null)
            return;
        await bad.SendFrameAsync(Binary, everything, null, stop);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
    }

    private static async Task BombsAsync(int port, int peer, Attack attack, CancellationToken stop)
    {
        using var bad = await OpenAsync(port, peer, 0, deflate: true, attack, stop);
        if (bad is null)
            return;
        await bad.SendFrameAsync(DeflatedText, Bomb, null, stop);
        await bad.HearOutAsync(stop);
        attack.Count("times thrown out");
    }

    private static async Task ComeAndGoAsync(int port, int peer, byte[] everything, Attack attack, CancellationToken stop)
    {
        using var bad = await OpenAsync(port, peer, 0, deflate: false, attack, stop);
        if (bad is not null)
            await bad.SendFrameAsync(Binary, everything, null, stop);
    }

    /// <summary>A stream; null where it was refused.</summary>
    private static async Task<BadPeer?> OpenAsync(int port, int peer, int receiveBytes, bool deflate, Attack attack, CancellationToken stop)
    {
        var bad = await BadPeer.ConnectAsync(port, peer, receiveBytes, stop);
        var status = 0;
        try
        {
            status = await bad.OpenAsync(deflate, stop);
            attack.Count($"× {status}");
            return status == 101 ? bad : null;
        }
        finally
        {
            if (status != 101)
                bad.Dispose();
        }
    }

    /// <summary>A message of spaces (RFC 7692 §7.2.1: without the last four bytes of an empty block).</summary>
    private static byte[] Deflate(int length)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var spaces = new byte[1 << 16];
            Array.Fill(spaces, (byte)' ');
            for (var left = length; left > 0; left -= spaces.Length)
                deflate.Write(spaces);
        }
        return packed.ToArray();
    }
}

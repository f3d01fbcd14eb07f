using Fanout.Ingest.Push.Signing;

namespace Fanout.Ingest.Tests.Push.Signing;

public sealed class ReplayWindowTests
{
    private static readonly DateTimeOffset Begin = new(2026, 11, 22, 18, 0, 0, TimeSpan.Zero);

    private readonly ReplayWindow _window = new(TimeSpan.FromSeconds(120), countMax: 2);

    [Fact]
    public void A_signature_is_remembered_for_the_span_and_not_for_longer()
    {
        Assert.Equal(Replay.New, _window.Take(Signature(1), Begin));
        Assert.Equal(Replay.Again, _window.Take(Signature(1), Begin.AddSeconds(119)));
        Assert.Equal(Replay.New, _window.Take(Signature(1), Begin.AddSeconds(120)));
    }

    [Fact]
    public void What_cannot_be_remembered_is_not_taken()
    {
        Assert.Equal(Replay.New, _window.Take(Signature(1), Begin));
        Assert.Equal(Replay.New, _window.Take(Signature(2), Begin.AddSeconds(1)));
        Assert.Equal(Replay.Full, _window.Take(Signature(3), Begin.AddSeconds(2)));
        Assert.Equal(Replay.Again, _window.Take(Signature(1), Begin.AddSeconds(2)));
        Assert.Equal(Replay.New, _window.Take(Signature(3), Begin.AddSeconds(120)));
    }

    private static byte[] Signature(byte first) => [first, .. new byte[31]];
}

using Fanout.Ingest.Push.Signing;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Ingest.Tests.Push.Signing;

public sealed class ReplayWindowTests
{
    private static readonly DateTimeOffset Begin = new(2026, 11, 22, 18, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Begin);
    private readonly ReplayWindow _window;

    public ReplayWindowTests() => _window = new ReplayWindow(_time, countMax: 2);

    [Fact]
    public void A_signature_is_remembered_until_its_end_and_is_not_taken_after_it()
    {
        Assert.Equal(Replay.New, Take(1, ends: 61));
        Assert.Equal(Replay.Again, Take(1, ends: 61));
        _time.SetUtcNow(Begin.AddSeconds(60.999));
        Assert.Equal(Replay.Again, Take(1, ends: 61));
        _time.SetUtcNow(Begin.AddSeconds(61));
        Assert.Equal(Replay.Late, Take(1, ends: 61));
    }

    [Fact]
    public void What_cannot_be_remembered_is_not_taken()
    {
        Assert.Equal(Replay.New, Take(1, ends: 121));
        Assert.Equal(Replay.New, Take(2, ends: 61));
        Assert.Equal(Replay.Full, Take(3, ends: 121));
        Assert.Equal(Replay.Again, Take(1, ends: 121));
        _time.SetUtcNow(Begin.AddSeconds(61)); // the second came last and ends first
        Assert.Equal(Replay.New, Take(3, ends: 121));
        Assert.Equal((Replay.Again, Replay.Full), (Take(1, ends: 121), Take(4, ends: 121)));
    }

    private Replay Take(byte first, int ends) => _window.Take([first, .. new byte[31]], Begin.AddSeconds(ends));
}

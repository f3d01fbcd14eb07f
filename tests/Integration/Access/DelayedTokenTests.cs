using Fanout.Integration.Tests.Processes;

namespace Fanout.Integration.Tests.Access;

/// <summary>
/// A token that prescribes a delay: whatever way its bearer takes, and whatever it claims to have already, a score is shown
/// its delay after it came, and until then the one before.
/// </summary>
public sealed class DelayedTokenTests : IAsyncLifetime
{
    private const int DelaySeconds = 3;
    private const int GoalsMax = 5; // tries: a machine that is so slow that no reading ends within the delay shows nothing

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly IssuerKey _issuer = new();
    private ServerProcess _server = null!;
    private KeyedFeed _feed = null!;

    private static long NowMs => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    public async ValueTask InitializeAsync()
    {
        _server = await ServerProcess.StartAsync(_issuer.Settings);
        _feed = new KeyedFeed(_server, _issuer);
        await _feed.PlayAsync("m1");
    }

    public async ValueTask DisposeAsync()
    {
        _feed.Dispose();
        await _server.DisposeAsync();
        _issuer.Dispose();
    }

    [Fact]
    public async Task Nothing_newer_than_its_horizon_leaves_by_any_way()
    {
        var (live, late) = (await _issuer.TokenAsync("--topic", "*"), await _issuer.TokenAsync("--topic", "*", "--delay", $"{DelaySeconds}"));
        var home = 1;
        for (var run = 0; run < 2; run++)
        {
            using (var liveWays = new ScoreWays(_server, live, "m1"))
            using (var lateWays = new ScoreWays(_server, late, "m1"))
            {
                await UntilShownAsync(lateWays, home);
                var last = home + GoalsMax;
                while (!await GoalIsLateAsync(liveWays, lateWays, ++home))
                    Assert.True(home < last, $"in {GoalsMax} tries no reading ended within {DelaySeconds} s");
            }
            await _server.KillAsync();
            await _server.StartAgainAsync();
        }
    }

    /// <summary>Another goal; returns whether its delayed reader was seen to be shown the score before.</summary>
    private async Task<bool> GoalIsLateAsync(ScoreWays live, ScoreWays late, int home)
    {
        var beganMs = NowMs; // it is published later than that
        await _feed.ScoreAsync("m1", home);
        await UntilShownAsync(live, home);

        var wasSeen = false;
        while (true)
        {
            var shown = await late.ReadAsync(live.Stands, home, $"-d{DelaySeconds}");
            var isEarly = NowMs < beganMs + (DelaySeconds * 1000);
            foreach (var (way, score) in shown)
                Assert.True(score == home - 1 || (score == home && !isEarly), $"{way} shows {score?.ToString() ?? "nothing"} at {home}, {NowMs - beganMs} ms after");
            wasSeen |= isEarly;
            if (shown.Values.All(score => score == home))
                return wasSeen;
            Assert.True(NowMs - beganMs < Patience.TotalMilliseconds, string.Join(", ", shown.Where(way => way.Value != home)));
        }
    }

    private static async Task UntilShownAsync(ScoreWays ways, int home)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (await ways.ReadAsync() is var shown && !shown.Values.All(score => score == home))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, string.Join(", ", shown.Where(way => way.Value != home)));
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}

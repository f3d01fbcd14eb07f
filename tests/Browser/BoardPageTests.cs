using Fanout.Integration.Tests.Processes;

namespace Fanout.Browser.Tests;

public sealed class BoardPageTests
{
    [Fact]
    public async Task The_board_shows_a_living_match_day_soon_after_the_start()
    {
        await using var server = await ServerProcess.StartAsync("--dev", "--simulate");
        using var browser = new Browser(server.Address);

        await browser.UntilShowsAsync("Football");
        await browser.UntilShowsAsync("Tennis");
        await browser.UntilShowsAsync("Basketball");
        var seq = browser.Run<string>("return document.querySelector('[data-seq]').dataset.seq");
        await browser.UntilAsync($"document.querySelector('[data-seq]').dataset.seq !== '{seq}'"); // it lives
        await browser.UntilAsync("document.querySelector('[data-check]').dataset.check === 'agrees'");
    }
}

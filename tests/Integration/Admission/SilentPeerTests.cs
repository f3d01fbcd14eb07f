using System.Net;
using System.Net.Sockets;
using Fanout.Integration.Tests.Processes;
using Fanout.Services.Processes;

namespace Fanout.Integration.Tests.Admission;

/// <summary>Who connects and says nothing takes nothing away from those who have something to say.</summary>
public sealed class SilentPeerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Silent_connections_do_not_take_the_last_descriptors()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "prlimit(1) is Linux's");
        const int descriptors = 512; // of which the server holds hundreds itself
        await using var server = await ServerProcess.StartWithDescriptorsAsync(descriptors, "--dev");
        using var feed = new TestFeed(server);
        using var http = new HttpClient { BaseAddress = server.Address };
        await feed.AcceptedAsync(Fixture("m1")); // over a connection that stays
        await http.GetStringAsync(new Uri("v1/matches/m1", UriKind.Relative), Cancellation);
        using var reader = await JsonSocket.ConnectAsync(server);
        await reader.ReceiveAsync("welcome");

        var silent = new List<Socket>();
        try
        {
            for (var made = 0; made < descriptors; made++)
                silent.Add(await ConnectAsync(server));
            await Eventually.TrueAsync("some are cut off", () => Task.FromResult(silent.Exists(IsCutOff)));

            await feed.AcceptedAsync(Fixture("m2"));
            await reader.SendAsync("""{"subscribe":{"topics":[{"topic":"match/m2"}]}}""");
            await reader.ReceiveAsync("snapshot");
            Assert.InRange(silent.Count(static socket => !IsCutOff(socket)), 1, descriptors / 2);
            Assert.DoesNotContain("No file descriptor", server.Output, StringComparison.Ordinal);
        }
        finally
        {
            silent.ForEach(static socket => socket.Dispose());
        }

        using var late = new HttpClient { BaseAddress = server.Address };
        await Eventually.EqualAsync(HttpStatusCode.OK, async () => await StatusAsync(late));
    }

    [Fact]
    public async Task A_reader_of_events_is_none_of_them_and_one_address_has_so_many()
    {
        await using var server = await ServerProcess.StartAsync(
            new Dictionary<string, string> { ["FANOUT__HTTP__CONNECTIONSPERADDRESS"] = "2" }, "--dev"); // whoever asked whether it is ready is one
        using var http = new HttpClient { BaseAddress = server.Address };
        using (await EventReading.BeginAsync(http))
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(http));
            var silent = new List<Socket>();
            try
            {
                while (silent.Count < 3 && !silent.Exists(IsCutOff))
                {
                    silent.Add(await ConnectAsync(server));
                    await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancellation);
                }
                await Eventually.TrueAsync("one is cut off", () => Task.FromResult(silent.Exists(IsCutOff)));
            }
            finally
            {
                silent.ForEach(static socket => socket.Dispose());
            }
        }
    }

    private static string Fixture(string match) =>
        $$$"""{"id":"{{{match}}}-e1","match":"{{{match}}}","at":"2026-11-22T17:55:00Z","fixture":{"sport":"football","competition":{"id":"c1","name":"Cup"},"home":{"id":"t1","name":"Reds"},"away":{"id":"t2","name":"Blues"},"start":"2026-11-22T18:00:00Z"}}""";

    private static async Task<Socket> ConnectAsync(ServerProcess server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(server.Address.Host, server.Address.Port, Cancellation);
        }
        catch (SocketException)
        {
            // Cut off while it still connected.
        }
        return socket;
    }

    /// <summary>Whether its end, or its reset, has come.</summary>
    private static bool IsCutOff(Socket socket) => !socket.Connected || socket.Poll(TimeSpan.Zero, SelectMode.SelectRead);

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("readyz", UriKind.Relative), Cancellation);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return 0; // the places of those who are gone are not free yet
        }
    }
}

using System.Net;
using System.Net.Sockets;
using Fanout.Integration.Tests.Processes;

namespace Fanout.Integration.Tests.Configuration;

/// <summary>What the server cannot do as it was told, it refuses by name before it starts, with exit code 2.</summary>
public sealed class OptionTests
{
    [Theory]
    [InlineData("", "Host=db", "Fanout:Postgres: archives a log on Redis; the embedded log is its own archive")]
    [InlineData("127.0.0.1:1", "Database=x", "Fanout:Postgres: it names no server, Host=NAME")]
    [InlineData("127.0.0.1:1", "Host=db;Password=secret;Colour=red", "colour")]
    public async Task An_archive_that_cannot_be_is_refused_without_its_password(string redis, string postgres, string message)
    {
        var server = await RunAsync([], "--redis", redis, "--postgres", postgres);
        Assert.Equal(2, server.ExitCode);
        Assert.Contains(message, server.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", server.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_only_archives_needs_an_archive()
    {
        var server = await RunAsync([], "--redis", "127.0.0.1:1", "--roles", "archive");
        Assert.Equal(2, server.ExitCode);
        Assert.Contains("archive and a Postgres, or it has nothing to do", server.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FANOUT__POSTGRES", "Host=db", "Fanout:Postgres: archives a log on Redis")]
    [InlineData("FANOUT__POSTGRES__0", "Host=db", "Fanout:Postgres: is one connection string")]
    [InlineData("FANOUT__REDIS__0", "127.0.0.1:6379", "Fanout:Redis: is one connection string")]
    [InlineData("FANOUT__REDIS", "serviceName=live", "Fanout:Redis: it names no server")]
    [InlineData("FANOUT__REDIS", "127.0.0.1:6379,password=secret,color=red", "Fanout:Redis: Keyword 'color' is not supported")]
    [InlineData("FANOUT__FEEDS__one__TRANSPORT", "carrier", "Feeds:one:Transport: \"carrier\" is not one of amqp, files, kafka, poll")]
    [InlineData("FANOUT__FEEDS__one__SPEED", "fast", "'SPEED'")]
    [InlineData("FANOUT__ROLES", "ingest,delivery,banking", "\"banking\" is not one of ingest, delivery, archive")]
    public async Task A_variable_is_refused_as_its_argument_would_be(string name, string value, string message)
    {
        var server = await RunAsync(new() { [name] = value });
        Assert.Equal(2, server.ExitCode);
        Assert.Contains(message, server.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", server.Output + server.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task A_port_that_is_taken_is_said_in_a_line_and_nothing_is_begun(string host)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var url = $"http://{host}:{((IPEndPoint)taken.LocalEndpoint).Port}";
        var folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

        var server = await RunAsync([], "--dev", "--urls", url, "--data", folder);

        Assert.Equal(2, server.ExitCode);
        Assert.Equal($"urls: \"{url}\" cannot be listened on: Address already in use", server.Error.TrimEnd());
        Assert.Empty(server.Output);
        Assert.False(Directory.Exists(folder));
    }

    /// <summary>What the web server alone finds out, once everything else runs.</summary>
    [Fact]
    public async Task An_address_that_the_web_server_refuses_is_said_without_a_stack()
    {
        Dictionary<string, string> environment = new() { ["FANOUT__PUSH__KEYS__one__0"] = "a-key-of-feed-one" };
        var folder = Directory.CreateTempSubdirectory("fanout-test-").FullName;
        try
        {
            var server = await RunAsync(environment, "--urls", "http://unix:/no-such-folder/fanout", "--data", folder);
            Assert.Equal(2, server.ExitCode);
            Assert.StartsWith("Fanout.Server cannot run: ", Assert.Single(server.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", server.Output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("delivering", "\"delivering\" is not one of ingest, delivery, archive")]
    [InlineData("delivery", "needs both ingest and delivery")]
    [InlineData("", "needs both ingest and delivery")]
    public async Task Roles_that_cannot_be_are_refused(string roles, string message)
    {
        var server = await RunAsync([], "--roles", roles);
        Assert.Equal(2, server.ExitCode);
        Assert.Contains(message, server.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_one_is_said_in_a_line()
    {
        var file = Path.GetTempFileName();
        try
        {
            var server = await RunAsync([], "--dev", "--urls", "http://127.0.0.1:0", "--data", file);
            Assert.Equal(2, server.ExitCode);
            Assert.StartsWith("Fanout.Server cannot run: ", server.Error, StringComparison.Ordinal);
            Assert.Contains(file, server.Error, StringComparison.Ordinal);
            Assert.Single(server.Error.TrimEnd().Split('\n'));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Help_names_every_option()
    {
        var server = await RunAsync([], "--help");
        Assert.Equal(0, server.ExitCode);
        Assert.All(
            "--urls --roles --internal-url --data --redis --postgres --dev --simulate".Split(' '),
            option => Assert.Contains($"  {option}", server.Output, StringComparison.Ordinal));
    }

    private static Task<FinishedProcess> RunAsync(Dictionary<string, string> environment, params string[] arguments) =>
        FinishedProcess.RunAsync("Fanout.Server.dll", environment, arguments);
}

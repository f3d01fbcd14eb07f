using System.Net;
using System.Net.Sockets;
using Fanout.Integration.Tests.Processes;

namespace Fanout.Integration.Tests.Configuration;

/// <summary>What the server cannot do as it was told, it refuses by name before it starts, with exit code 2.</summary>
public sealed class OptionTests
{
    [Theory]
    [InlineData("", "Host=db", "Fanout:Redis: is empty: name a server, HOST:PORT, or leave it out for the embedded log")]
    [InlineData("127.0.0.1:1", "", "Fanout:Postgres: is empty: name a server, Host=NAME, or leave it out for no archive")]
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
    [InlineData("FANOUT__REDIS", "", "Fanout:Redis: is empty")]
    [InlineData("FANOUT__REDIS__0", "127.0.0.1:6379", "Fanout:Redis: is one connection string")]
    [InlineData("FANOUT__REDIS", "serviceName=live", "Fanout:Redis: it names no server")]
    [InlineData("FANOUT__REDIS", "127.0.0.1:6379,password=secret,color=red", "Fanout:Redis: Keyword 'color' is not supported")]
    [InlineData("FANOUT__FEEDS__one__TRANSPORT", "carrier", "Feeds:one:Transport: \"carrier\" is not one of amqp, files, kafka, poll")]
    [InlineData("FANOUT__FEEDS__one__SPEED", "fast", "'SPEED'")]
    [InlineData("FANOUT__ROLES", "ingest,delivery,banking", "\"banking\" is not one of ingest, delivery, archive")]
    public async Task A_variable_is_refused_as_its_argument_would_be(string name, string value, string message)
    {
        var server = await RunAsync(new() { [name] = value }, "--urls", "http://127.0.0.1:0");
        Assert.Equal(2, server.ExitCode);
        Assert.Contains(message, server.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", server.Output + server.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FANOUT__TRANSPORT__EVENTLOOP", "maybe", "Fanout:Transport:EventLoop: \"maybe\" is not true or false")]
    [InlineData("FANOUT__SIMULATE", "maybe", "Fanout:Simulate: \"maybe\" is not true or false")]
    [InlineData("FANOUT__METRICS__PUBLIC", "maybe", "Fanout:Metrics:Public: \"maybe\" is not true or false")]
    [InlineData("FANOUT__LOG__PARTITIONCOUNT", "0", "Fanout:Log:PartitionCount: \"0\" is not 1 to 1024")]
    [InlineData("FANOUT__LOG__PARTITIONCOUNT", "many", "Fanout:Log:PartitionCount: \"many\" is not a whole number")]
    [InlineData("FANOUT__LOG__REDISMEMORYTRIM", "0.99", "Fanout:Log:RedisMemoryTrim: \"0.99\" is not 0.5 to 0.95")]
    [InlineData("FANOUT__INGEST__SILENCEMAX", "1", "Fanout:Ingest:SilenceMax: \"1\" is not 00:00:05 to 01:00:00")]
    [InlineData("FANOUT__INGEST__SILENCEMAX", "soon", "Fanout:Ingest:SilenceMax: \"soon\" is not a time like 00:00:30")]
    [InlineData("FANOUT__DELIVERY__SHARDS", "-1", "Fanout:Delivery:Shards: \"-1\" is not 1 to")]
    [InlineData("FANOUT__DELIVERY__PINGTIMEOUT", "00:00:25", "Fanout:Delivery: PingTimeout of 00:00:25 is not longer than PingInterval, 00:00:25")]
    [InlineData("FANOUT__DELIVERY__NODE", "", "Fanout:Delivery:Node: is empty")]
    [InlineData(
        "FANOUT__DELIVERY__NODE", "a-name-that-is-longer-than-any-machine-has-and-does-not-fit-a-line",
        "Fanout:Delivery:Node: 66 characters exceed 64")]
    [InlineData("FANOUT__URLS", "http://127.0.0.1:99999", "urls: \"http://127.0.0.1:99999\": port 99999 is not 0 to 65535")]
    [InlineData("FANOUT__URLS", "http://127.0.0.1:x", "urls: \"http://127.0.0.1:x\" is not an address like http://127.0.0.1:8080")]
    [InlineData("FANOUT__URLS", "http://127.0.0.1:0/live", "urls: \"http://127.0.0.1:0/live\": the path \"/live\" has no meaning")]
    [InlineData("FANOUT__URLS", ";", "urls: \";\" names no address")]
    [InlineData("FANOUT__DATA", "", "data: is empty")]
    public async Task A_setting_that_cannot_be_is_named_with_its_value_and_what_may_be(string name, string value, string message)
    {
        var folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Dictionary<string, string> environment = new()
        {
            ["FANOUT__URLS"] = "http://127.0.0.1:0",
            ["FANOUT__DATA"] = folder,
            [name] = value,
        };
        var server = await RunAsync(environment, "--dev");
        try
        {
            Assert.Equal(2, server.ExitCode);
            Assert.Contains(message, Assert.Single(server.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", server.Output, StringComparison.Ordinal);
        }
        finally
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
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
    public async Task An_address_that_the_web_server_refuses_is_said_in_a_line_and_not_by_the_host()
    {
        Dictionary<string, string> environment = new() { ["FANOUT__PUSH__KEYS__one__0"] = "a-key-of-feed-one" };
        var folder = Directory.CreateTempSubdirectory("fanout-test-").FullName;
        try
        {
            var server = await RunAsync(environment, "--urls", "http://unix:/no-such-folder/fanout", "--data", folder);
            Assert.Equal(2, server.ExitCode);
            Assert.StartsWith("Fanout.Server cannot run: ", Assert.Single(server.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
            Assert.DoesNotContain("Hosting failed to start", server.Output, StringComparison.Ordinal);
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

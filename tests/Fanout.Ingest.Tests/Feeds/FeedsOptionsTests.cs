using Fanout.Ingest.Feeds;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Fanout.Ingest.Tests.Feeds;

/// <summary>A feed that cannot be as configured is refused by setting, value and limit, and never by a key.</summary>
public sealed class FeedsOptionsTests
{
    [Theory]
    [InlineData("Transport=carrier", "Feeds:one:Transport: \"carrier\" is not one of amqp, files, kafka, poll")]
    [InlineData("Format=morse", "Feeds:one:Format: \"morse\" is not one of ")]
    [InlineData("MessageBytesMax=10", "Feeds:one:MessageBytesMax: 10, 1024 to 67108864 may be")]
    [InlineData("Poll:Url=ftp://secret@host", "Feeds:one:Poll:Url: is no address of http or https")]
    [InlineData("Poll:Url=https://user:secret@host/", "Feeds:one:Poll:Url: holds a user name")]
    [InlineData("Poll:Interval=00:00:00.100", "Feeds:one:Poll:Interval: 00:00:00.1000000, 00:00:00.2500000 to 01:00:00 may be")]
    [InlineData("Poll:Timeout=01:00:00", "Feeds:one:Poll:Timeout: 01:00:00, ")]
    [InlineData("Poll:Headers:0=secret", "Feeds:one:Poll:Headers:0: is not like \"Name: value\"")]
    [InlineData("Transport=files", "Feeds:one:Files:Path: is empty")]
    [InlineData("Transport=files,Files:Path=x,Files:Speed=-1", "Feeds:one:Files:Speed: -1, 0, or 0.1 to 10,000 may be")]
    [InlineData("Transport=amqp,Amqp:Queue=q,Amqp:Uri=http://secret@host", "Feeds:one:Amqp:Uri: is no address of amqp or amqps")]
    [InlineData("Transport=amqp,Amqp:Uri=amqp://h,Amqp:Queue=q,Amqp:Prefetch=0", "Feeds:one:Amqp:Prefetch: 0, 1 to 1000 may be")]
    [InlineData("Transport=amqp,Amqp:Uri=amqp://h", "Feeds:one:Amqp:Queue: \"\", 1 to 255 bytes may be")]
    [InlineData("Transport=kafka", "Feeds:one:Kafka:Servers: is empty")]
    [InlineData("Transport=kafka,Kafka:Servers=h:1,Kafka:Topics=t,Kafka:QueuedMax=0", "Feeds:one:Kafka:QueuedMax: 0, 1 to 10000 may be")]
    [InlineData(
        "Transport=kafka,Kafka:Servers=h:1,Kafka:Topics=t,Kafka:Settings:enable.auto.commit=false",
        "Feeds:one:Kafka:Settings:enable.auto.commit: is decided by the server")]
    public void A_setting_out_of_its_range_is_named(string settings, string fault)
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => Read("one", settings));
        Assert.Contains(fault, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not a name")]
    [InlineData("a-name-of-sixty-characters-which-is-one-more-than-there-canbe")]
    public void A_name_that_is_none_is_refused(string name)
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => Read(name, ""));
        Assert.Contains($"Feeds:{name}: the name is not 1 to 59 of ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_word_that_is_no_setting_is_refused() =>
        Assert.Contains("Intervall", Assert.Throws<InvalidOperationException>(
            () => Read("one", "Poll:Intervall=00:00:05")).ToString(), StringComparison.Ordinal);

    [Fact]
    public void What_is_right_is_read()
    {
        var feed = Read("one", "Poll:Headers:0=X-Key: a: b,Poll:Interval=00:00:02").Named["one"];
        Assert.Equal((TimeSpan.FromSeconds(2), "X-Key: a: b"), (feed.Poll.Interval, feed.Poll.Headers.Single()));
    }

    private static FeedsOptions Read(string name, string settings)
    {
        Dictionary<string, string?> all = new()
        {
            [$"Feeds:{name}:Transport"] = "poll",
            [$"Feeds:{name}:Poll:Url"] = "https://host/scores?key=secret",
        };
        foreach (var setting in settings.Split(',', StringSplitOptions.RemoveEmptyEntries))
            all[$"Feeds:{name}:{setting.Split('=', 2)[0]}"] = setting.Split('=', 2)[1];
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(all).Build();
        using var services = new ServiceCollection().AddLogging()
            .AddFeeds(feeds => configuration.GetSection("Feeds").Bind(feeds.Named, static binding => binding.ErrorOnUnknownConfiguration = true))
            .BuildServiceProvider();
        return services.GetRequiredService<IOptions<FeedsOptions>>().Value;
    }
}

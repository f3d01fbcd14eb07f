namespace Architecture.Tests;

/// <summary>What types may depend on, where a reference between projects says too little.</summary>
public sealed class DependencyTests(Product product) : IClassFixture<Product>
{
    [Fact]
    public void In_the_server_only_the_entry_point_names_ingest() =>
        Rule.Holds(product.Dependencies("Fanout.Server", barred: ["Fanout.Ingest"]));

    [Theory]
    [InlineData("Fanout.Ingest.Adapters")]
    [InlineData("Fanout.Ingest.Normalising")]
    public void Adapters_and_the_normaliser_depend_on_the_protocol_alone(string part) =>
        Rule.Holds(product.Dependencies(
            part,
            barred: ["Fanout", "Microsoft"],
            "Fanout.Protocol", "Fanout.Ingest.Adapters", "Fanout.Ingest.Normalising"));

    [Fact]
    public void The_protocol_knows_no_sockets_clocks_containers_or_logging() =>
        Rule.Holds(product.Dependencies(
            "Fanout.Protocol",
            barred:
            [
                "Microsoft.AspNetCore", "Microsoft.Extensions", "System.Net", "System.Diagnostics.Stopwatch",
                "System.Threading.PeriodicTimer", "System.Threading.Timer", "System.TimeProvider",
            ]));
}

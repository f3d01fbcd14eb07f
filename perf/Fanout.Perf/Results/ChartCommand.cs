using System.CommandLine;
using Fanout.Perf.Harness;

namespace Fanout.Perf.Results;

/// <summary><c>chart</c>: draws the chart of the README from the files of results.</summary>
internal static class ChartCommand
{
    public static Command Create()
    {
        var folder = new Option<string>("--folder")
        {
            Description = "Folder of results",
            DefaultValueFactory = _ => Repository.PathOf("perf", "results"),
        };
        var check = new Option<bool>("--check") { Description = "Only says whether it is what the files say" };
        var command = new Command("chart", "Draws what a delivery costs") { folder, check };
        command.SetAction(parsed =>
        {
            var of = parsed.GetValue(folder)!;
            if (parsed.GetValue(check) ? DeliveryChart.IsCurrent(of) : DeliveryChart.Draw(of))
                return 0;
            Console.Error.WriteLine(parsed.GetValue(check)
                ? $"{DeliveryChart.FileName} in {of} is not what {DeliveryChart.Source} says"
                : $"there is no {DeliveryChart.Source} in {of}: run the scenario first");
            return 1;
        });
        return command;
    }
}

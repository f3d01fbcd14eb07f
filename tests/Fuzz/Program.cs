using System.CommandLine;
using Fanout.Fuzz;

var root = new RootCommand("Looks for input of strangers that the server reads wrongly.")
{
    Commands.List(),
    Commands.Replay(),
    Commands.Mutate(),
    Commands.Seeds(),
    Commands.Run(),
    Commands.Search(),
};
return root.Parse(args).Invoke();

// Starts the check in Node with the arguments of this script.
import { dotnet } from './_framework/dotnet.js';

const { runMain } = await dotnet.withApplicationArguments(...process.argv.slice(2)).create();
process.exit(await runMain());

%matplotlib inline
%load_ext autoreload
!echo "hello from the shell"
import asyncio
from IPython.display import Markdown, display

display(Markdown("**sigma**"))
await asyncio.sleep(0)

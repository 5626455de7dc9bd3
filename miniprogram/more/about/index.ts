import { version } from '../../config';

Component({
  data: { version },
  methods: {},
});
